package dev.dromedary.s3;

import java.util.Map;

/**
 * An object as S3 has it now. Immutable.
 *
 * @param metadata its user metadata; names in lower case
 */
public record StoredObject(ObjectSummary summary, Map<String, String> metadata) {}
