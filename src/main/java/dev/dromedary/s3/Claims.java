package dev.dromedary.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What SHA-256 an object is said to have: by its user metadata {@code sha256} (hexadecimal, or base 64 as S3 writes it),
 * and by S3's own checksum where that is one of the whole object. Immutable.
 */
record Claims(List<Claim> claims) {

    static final String METADATA = "sha256";

    private record Claim(String by, String sha256) {}

    /** @param checksum S3's, in base 64; null where S3 has none */
    static Claims of(Map<String, String> metadata, String checksum) {
        List<Claim> claims = new ArrayList<>();
        metadata.forEach((name, value) -> {
            if (name.equalsIgnoreCase(METADATA)) {
                claims.add(new Claim("its metadata", hex(value.strip())));
            }
        });
        // With a hyphen and a number it is the checksum of the parts' checksums.
        if (checksum != null && !checksum.contains("-")) {
            claims.add(new Claim("S3", Digests.hexOfBase64(checksum)));
        }
        return new Claims(claims);
    }

    private static String hex(String text) {
        return text.matches("[A-Za-z0-9+/]{43}=") ? Digests.hexOfBase64(text) : text.toLowerCase(Locale.ROOT);
    }

    /** @throws ChecksumMismatchException if a claim is not the given SHA-256 */
    void check(String object, String sha256) {
        for (Claim claim : claims) {
            if (!claim.sha256().equals(sha256)) {
                throw new ChecksumMismatchException(
                        object, "its SHA-256 is " + sha256 + ", and not the one that " + claim.by() + " has");
            }
        }
    }
}
