package dev.dromedary.xml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.dromedary.sandbox.CatalogSamples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Megabytes of JSON a second that one thread converts into XML, beside Jackson's parser alone over the same bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConversionBenchmark {

    private static final int MEGABYTES = 8;

    private final JsonToXml xml = new JsonToXml.Builder().build();
    private final JsonFactory json = new JsonFactory();
    private byte[] catalogue;

    @Setup
    public void prepare() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CatalogSamples(1).write(out, MEGABYTES * 1_000_000L);
        catalogue = out.toByteArray();
    }

    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public JsonToXml.Converted convert() throws IOException {
        return xml.convert(new ByteArrayInputStream(catalogue), OutputStream.nullOutputStream(), JsonToXml.Form.JSON);
    }

    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public int parseAlone() throws IOException {
        int tokens = 0;
        try (JsonParser parser = json.createParser(new ByteArrayInputStream(catalogue))) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
