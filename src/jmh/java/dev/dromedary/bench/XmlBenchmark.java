package dev.dromedary.bench;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds after the warm-up.")
    private int rounds;

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
        Map<String, List<Rate>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            Map<String, Rate> found = new LinkedHashMap<>();
            found.put(PARSE, rate(catalog, () -> parse(catalog)));
            found.put(CONVERT, rate(catalog, () -> convert(catalog)));
            found.put(AGAIN, rate(catalog, () -> parse(catalog)));
            found.put(STAX, rate(catalog, () -> StaxCopy.copy(json, stax, catalog)));
            found.put(TREE, rate(catalog, () -> tree(catalog)));
            say("round %d of %d%s, load %.1f", round, rounds, round == 0 ? ", warm-up" : "", load());
            found.forEach((name, rate) -> {
                say("    %-20s %6.0f MB/s, %6.0f by processor time", name, rate.clock(), rate.processor());
            });
            if (round > 0) {
                found.forEach((name, rate) ->
                        rates.computeIfAbsent(name, n -> new ArrayList<>()).add(rate));
            }
        }
        print("by the clock", rates, Rate::clock);
        print("by processor time", rates, Rate::processor);
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

    private static void print(String measure, Map<String, List<Rate>> rates, ToDoubleFunction<Rate> by) {
        say("%n%-44s %8s %8s %8s", "MB/s, " + measure, "min", "median", "max");
        rates.forEach((name, found) ->
                print(name, found.stream().map(by::applyAsDouble).toList()));
        say("%-44s %8s %8s %8s", "ratio, round by round", "min", "median", "max");
        List<Rate> first = rates.get(PARSE);
        List<Rate> second = rates.get(AGAIN);
        print(AGAIN + " / " + PARSE + " (noise)", ratios(rates.get(AGAIN), first, first, by));
        print(CONVERT + " / " + PARSE, ratios(rates.get(CONVERT), first, second, by));
        print(STAX + " / " + PARSE, ratios(rates.get(STAX), first, second, by));
        print(CONVERT + " / " + TREE, ratios(rates.get(CONVERT), rates.get(TREE), rates.get(TREE), by));
    }

    /** Rates against the mean of two others, each in the same round. */
    private static List<Double> ratios(
            List<Rate> rates, List<Rate> first, List<Rate> second, ToDoubleFunction<Rate> by) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            double mean = (by.applyAsDouble(first.get(i)) + by.applyAsDouble(second.get(i))) / 2;
            ratios.add(by.applyAsDouble(rates.get(i)) / mean);
        }
        return ratios;
    }

    private static void print(String name, List<Double> figures) {
        Spread spread = Spread.of(figures);
        say("%-44s %8.2f %8.2f %8.2f", name, spread.min(), spread.median(), spread.max());
    }

    private static void say(String form, Object... parts) {
        System.out.println(String.format(Locale.ROOT, form, parts));
    }
}
