package dev.dromedary.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** The checksums of S3 and of the metadata, in the forms in which they are written. */
final class Digests {

    private Digests() {}

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The ETag of an object or part that was sent in one request; not so where KMS or the client's key encrypts it. */
    static String md5(byte[] bytes, int length) {
        MessageDigest md5 = digest("MD5");
        md5.update(bytes, 0, length);
        return hex(md5);
    }

    /** The ETag of an object made of parts: the MD5 of their MD5s, and their number. */
    static String etagOfParts(List<String> partEtags) {
        MessageDigest md5 = digest("MD5");
        partEtags.forEach(etag -> md5.update(HexFormat.of().parseHex(etag)));
        return hex(md5) + "-" + partEtags.size();
    }

    static boolean isMd5(String etag) {
        return etag.matches("[0-9a-f]{32}");
    }

    static String crc32c(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return base64(crc);
    }

    /** Four bytes, the highest first, as the {@code x-amz-checksum-crc32c} header has them. */
    static String base64(CRC32C crc) {
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** SHA-256 in base 64, as the {@code x-amz-checksum-sha256} header has it, in hexadecimal digits. */
    static String hexOfBase64(String base64) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
