package dev.dromedary.s3;

/**
 * What became of an {@link ObjectUpload}: the object is whole in S3 and was verified there. Immutable.
 *
 * @param version as S3 has it
 * @param sha256 of its bytes, in hexadecimal digits
 * @param sentParts how many parts this run has sent; 1 for an object that goes in one request
 * @param reusedParts how many parts an earlier run had sent
 * @param found whether S3 had these very bytes already, from a twin or an earlier run
 */
public record WrittenObject(ObjectSummary version, String sha256, int sentParts, int reusedParts, boolean found) {}
