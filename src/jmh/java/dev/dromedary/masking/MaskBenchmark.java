package dev.dromedary.masking;

import dev.dromedary.keys.KeysetKind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Values masked per second by one thread, for each mode. The values are 4096 different texts like IPv4 addresses, the
 * same at every run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MaskBenchmark {

    private static final int VALUES = 4096;

    @Param({"sha256", "hmac-sha256", "aes-siv"})
    private String mode;

    private final String[] values = new String[VALUES];
    private Mask mask;
    private int next;

    @Setup
    public void prepare() {
        mask = switch (MaskingMode.parse(mode)) {
            case SHA256 -> new Sha256Mask();
            case HMAC_SHA256 -> new HmacMask(KeysetKind.HMAC.generate());
            case AES_SIV -> new AesSivMask(KeysetKind.AES_SIV.generate());
        };
        for (int i = 0; i < VALUES; i++) {
            values[i] = "10.%d.%d.%d".formatted(i % 251, i % 241, i % 239);
        }
    }

    @Benchmark
    public String mask() {
        next = (next + 1) % VALUES;
        return mask.mask(values[next]);
    }
}
