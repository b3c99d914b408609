package dev.dromedary.s3;

import java.time.Instant;

/** A multipart upload that was begun and neither completed nor aborted; its parts cost storage. Immutable. */
public record PendingUpload(String key, String uploadId, Instant initiated) {}
