package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256MaskTest {

    /** The first two are from FIPS 180-4's examples and NIST's test vectors, the rest from another implementation. */
    @ParameterizedTest
    @CsvSource({
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "192.168.0.1, 37d7a80604871e579850a658c7add2ae7557d0c6abcc9b31ecddc4424207eba3",
        "Zo\u00eb, c6a12698582fc1104ea24107a2d7268145ff06ef859707729d01fd060897f067",
        "\ud83d\udc2a, 22038fd48efa780c32e93e36f7f117d27a1636b35a1d91e8af3018e753800d92"
    })
    void aTokenIsTheHashOfTheUtf8(String value, String token) {
        assertThat(new Sha256Mask().mask(value)).isEqualTo(token);
    }
}
