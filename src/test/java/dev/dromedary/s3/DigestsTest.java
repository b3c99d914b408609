package dev.dromedary.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Known answers, and what is taken for a claim. */
class DigestsTest {

    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);
    private static final String SHA256 = "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";
    private static final String BASE64 = "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=";

    @Test
    void crc32cIsTheOneOfTheStandard() {
        // RFC 3720 names E3069283 for these digits.
        assertThat(Digests.crc32c(CHECK, CHECK.length)).isEqualTo("4waSgw==");
    }

    @Test
    void anEtagOfPartsIsTheMd5OfTheirMd5s() {
        // What S3Proxy made of one part with this MD5.
        assertThat(Digests.etagOfParts(List.of("a42f5b08611abf346cce87312168c3cf")))
                .isEqualTo("0e623ebc3f8c05851b1ec6c0ae008293-1");
        assertThat(Digests.isMd5("a42f5b08611abf346cce87312168c3cf")).isTrue();
        assertThat(Digests.isMd5("0e623ebc3f8c05851b1ec6c0ae008293-1")).isFalse();
    }

    @Test
    void claimsAreTakenInBothForms() {
        Claims.of(Map.of("sha256", SHA256), null).check("b/k", SHA256);
        Claims.of(Map.of("SHA256", SHA256.toUpperCase(Locale.ROOT)), null).check("b/k", SHA256);
        Claims.of(Map.of("sha256", BASE64), BASE64).check("b/k", SHA256);
    }

    @Test
    void theChecksumOfPartsIsNoClaim() {
        assertThat(Claims.of(Map.of(), BASE64 + "-3").claims()).isEmpty();
    }

    @Test
    void aClaimThatIsNoChecksumIsNotMet() {
        assertThatExceptionOfType(ChecksumMismatchException.class)
                .isThrownBy(() -> Claims.of(Map.of("sha256", "unknown"), null).check("b/k", SHA256))
                .withMessage("b/k: its SHA-256 is " + SHA256 + ", and not the one that its metadata has");
    }

    @Test
    void anEtagIsTheSameWithAndWithoutQuotationMarks() {
        assertThat(ObjectSummary.bare("\"a-1\"")).isEqualTo("a-1");
        assertThat(ObjectSummary.quoted("a-1")).isEqualTo("\"a-1\"");
        assertThat(ObjectSummary.quoted("\"a-1\"")).isEqualTo("\"a-1\"");
    }
}
