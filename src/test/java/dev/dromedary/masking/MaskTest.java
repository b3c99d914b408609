package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.keys.KeysetKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of every mask. */
class MaskTest {

    private static final List<String> VALUES = List.of(
            "",
            "?",
            "\u0000",
            "192.168.0.1",
            "192.168.0.2",
            "Zo\u00eb",
            "Zoe\u0308",
            "\ud83d\udc2a",
            "\ud83d\udc2b",
            "\uffff",
            "\udbff\udfff",
            "x".repeat(128),
            "x".repeat(1 << 20));

    static Stream<Mask> masks() {
        return Stream.of(
                new Sha256Mask(),
                new HmacMask(KeysetKind.HMAC.generate()),
                new AesSivMask(KeysetKind.AES_SIV.generate()));
    }

    @ParameterizedTest
    @MethodSource("masks")
    void equalValuesHaveEqualTokensAndOthersOthers(Mask mask) {
        Set<String> tokens = new HashSet<>();
        for (String value : VALUES) {
            assertThat(mask.mask(value)).isEqualTo(mask.mask(value));
            tokens.add(mask.mask(value));
        }
        assertThat(tokens).hasSameSizeAs(VALUES);
    }

    @ParameterizedTest
    @MethodSource("masks")
    void aTokenFitsItsColumn(Mask mask) {
        assertThat(mask.mask("x".repeat(128))).hasSizeLessThanOrEqualTo(256);
        assertThat(mask.mask("x".repeat(169))).hasSizeLessThanOrEqualTo(256);
    }

    @ParameterizedTest
    @MethodSource("masks")
    void aLoneSurrogateIsRejectedUnquoted(Mask mask) {
        for (String value : List.of(
                "\ud83d",
                "\udc2a",
                "SECRET\ud83d",
                "\udc2aSECRET",
                "SEC\ud83dRET",
                "\udc2a\ud83d",
                "\ud83d\ud83d\udc2a")) {
            assertThatExceptionOfType(RecordRejectedException.class)
                    .isThrownBy(() -> mask.mask(value))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID))
                    .withMessageMatching("has a surrogate without its partner at character \\d");
        }
    }

    @ParameterizedTest
    @MethodSource("masks")
    void threadsGetTheTokensThatOneGets(Mask mask) throws Exception {
        List<String> values =
                IntStream.range(0, 2000).mapToObj(i -> "10.0.0." + i).toList();
        List<String> expected = values.stream().map(mask::mask).toList();
        Callable<List<String>> work = () -> values.stream().map(mask::mask).toList();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<String>>> works = new ArrayList<>();
            IntStream.range(0, 24).forEach(i -> works.add(work));
            for (Future<List<String>> tokens : pool.invokeAll(works)) {
                assertThat(tokens.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdown();
        }
    }
}
