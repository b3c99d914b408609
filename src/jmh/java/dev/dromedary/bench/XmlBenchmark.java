package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.dromedary.sandbox.CatalogSamples;
import dev.dromedary.xml.JsonToXml;
import dev.dromedary.xml.JsonToXml.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * JSON into XML by {@link JsonToXml}, against Jackson's bare parsing of the same bytes, a StAX writer and a tree. Run it
 * by {@code bench/run xml}; {@code bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run xml",
        mixinStandardHelpOptions = true,
        description = "Compares the conversion of JSON into XML with bare parsing, a StAX writer and a tree.")
public final class XmlBenchmark implements Runnable {

    private static final long SEED = 20260101;
    private static final int PASSES = 5;
    private static final String PARSE = "bare parsing";
    private static final String AGAIN = "bare parsing again";
    private static final String CONVERT = "JsonToXml";
    private static final String STAX = "StAX writer";
    private static final String TREE = "tree";
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Megabytes a second, by the clock and by the processor time of the process, its garbage collector included. */
    private record Rate(double clock, double processor) {}

    private interface Work {
        void run() throws IOException, XMLStreamException;
    }

    @Option(names = "--megabytes", paramLabel = "N", defaultValue = "80", description = "Size of the JSON.")
    private int megabytes;

    @Mixin
    private Rounds rounds = new Rounds(7);

    @Mixin
    private RawResults rawResults = new RawResults("xml");

    private final JsonFactory json = new JsonFactory();
    private final JsonMapper reader = new JsonMapper();
    private final XmlMapper writer = new XmlMapper();
    private final JsonToXml converter = new JsonToXml.Builder().build();
    private final XMLOutputFactory stax = XMLOutputFactory.newFactory();

    /** Kept where it can be seen, so that nothing is left out. */
    private long tokens;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new XmlBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        stax.setProperty(XMLOutputFactory.IS_REPAIRING_NAMESPACES, false);
        byte[] catalog = catalog(megabytes);
        say(
                "%,d bytes, load %.1f, StAX by %s",
                catalog.length, load(), stax.getClass().getName());
        Results<Rate> rates = new Results<>();
        for (Round round : rounds.all()) {
            Map<String, Rate> found = new LinkedHashMap<>();
            found.put(PARSE, rate(catalog, () -> parse(catalog)));
            found.put(CONVERT, rate(catalog, () -> convert(catalog)));
            found.put(AGAIN, rate(catalog, () -> parse(catalog)));
            found.put(STAX, rate(catalog, () -> StaxCopy.copy(json, stax, catalog)));
            found.put(TREE, rate(catalog, () -> tree(catalog)));
            say("%s, load %.1f", round, load());
            found.forEach((name, rate) -> {
                say("    %-20s %6.0f MB/s, %6.0f by processor time", name, rate.clock(), rate.processor());
                rates.add(round, name, rate);
            });
        }
        rates.print("MB/s, by the clock", 1, Rate::clock);
        rates.print("MB/s, by processor time", 1, Rate::processor);
        Ratios ratios = new Ratios();
        addRatios(ratios, "", rates, Rate::clock);
        addRatios(ratios, ", by processor time", rates, Rate::processor);
        ratios.print();
        rawResults.write(ratios, Map.of("megabytes", megabytes, "rates", rates.raw()));
    }

    private static byte[] catalog(int megabytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(megabytes * 1_000_000 + 10_000);
        try {
            new CatalogSamples(SEED).write(bytes, megabytes * 1_000_000L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Several passes, so that whoever makes garbage also collects it. */
    private static Rate rate(byte[] bytes, Work work) {
        System.gc();
        long processor = SYSTEM.getProcessCpuTime();
        long clock = System.nanoTime();
        try {
            for (int pass = 0; pass < PASSES; pass++) {
                work.run();
            }
        } catch (IOException | XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        double seconds = (System.nanoTime() - clock) / 1e9;
        double processorSeconds = (SYSTEM.getProcessCpuTime() - processor) / 1e9;
        double megabytes = bytes.length / 1e6 * PASSES;
        return new Rate(megabytes / seconds, megabytes / processorSeconds);
    }

    private void parse(byte[] bytes) throws IOException {
        try (JsonParser parser = json.createParser(new ByteArrayInputStream(bytes))) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
    }

    private void convert(byte[] bytes) throws IOException {
        converter.convert(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), Form.JSON);
    }

    private void tree(byte[] bytes) throws IOException {
        Map<String, Object> root = Map.of("product", reader.readTree(bytes));
        writer.writer().withRootName("products").writeValueAsBytes(root);
    }

    private static double load() {
        return SYSTEM.getSystemLoadAverage();
    }

    private static void addRatios(Ratios ratios, String measure, Results<Rate> rates, ToDoubleFunction<Rate> by) {
        ratios.add(AGAIN + " / " + PARSE + measure + " (noise)", rates.ratios(AGAIN, by, PARSE))
                .add(CONVERT + " / " + PARSE + measure, rates.ratios(CONVERT, by, PARSE, AGAIN))
                .add(STAX + " / " + PARSE + measure, rates.ratios(STAX, by, PARSE, AGAIN))
                .add(CONVERT + " / " + TREE + measure, rates.ratios(CONVERT, by, TREE));
    }
}
