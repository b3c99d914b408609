package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a JVM takes at a moment, on Linux.
 *
 * @param heap KiB in use right after a full collection
 * @param resident KiB of memory that the process has
 * @param files open file descriptors
 */
record Vitals(double seconds, double heap, double resident, double threads, double files) {

    /** The beginning, in which caches fill and code is compiled, is not looked at. */
    private static final double WARM_UP = 0.4;

    private static final Pattern USED =
            Pattern.compile("total reserved \\d+K, committed \\d+K, used (\\d+)K|used (\\d+)K");

    static Vitals of(long pid, Duration since) throws IOException, InterruptedException {
        command("jcmd", Long.toString(pid), "GC.run");
        double heap = first(USED, command("jcmd", Long.toString(pid), "GC.heap_info"));
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new Vitals(
                    since.toMillis() / 1e3,
                    heap,
                    first(Pattern.compile("VmRSS:\\s+(\\d+)"), status),
                    first(Pattern.compile("Threads:\\s+(\\d+)"), status),
                    files.count());
        }
    }

    private static String command(String... command) throws IOException, InterruptedException {
        command[0] = Path.of(System.getProperty("java.home"), "bin", command[0]).toString();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static double first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return Double.parseDouble(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    /**
     * Over the time that was looked at, each may grow by a tenth and a constant, by the median of the slopes of all pairs of
     * samples (Theil and Sen), which a few samples that are off do not change.
     */
    static void expectNoGrowth(List<Vitals> samples) {
        List<Vitals> settled = samples.subList((int) (samples.size() * WARM_UP), samples.size());
        expectNoGrowth("KiB of heap after collection", settled, Vitals::heap, 2_048);
        expectNoGrowth("KiB of resident memory", settled, Vitals::resident, 16_384);
        expectNoGrowth("threads", settled, Vitals::threads, 3);
        expectNoGrowth("open files", settled, Vitals::files, 3);
    }

    private static void expectNoGrowth(
            String what, List<Vitals> samples, ToDoubleFunction<Vitals> value, double constant) {
        double time = samples.get(samples.size() - 1).seconds - samples.get(0).seconds;
        double growth = slope(samples, value) * time;
        double median = median(samples.stream().map(value::applyAsDouble).toList());
        System.out.printf("soak: %.0f %s, %+.1f in %.0f s%n", median, what, growth, time);
        assertThat(growth)
                .as("growth of %s in %.0f s; there are %.0f", what, time, median)
                .isLessThan(median / 10 + constant);
    }

    static double slope(List<Vitals> samples, ToDoubleFunction<Vitals> value) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            for (int j = i + 1; j < samples.size(); j++) {
                double time = samples.get(j).seconds - samples.get(i).seconds;
                slopes.add((value.applyAsDouble(samples.get(j)) - value.applyAsDouble(samples.get(i))) / time);
            }
        }
        return median(slopes);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        return sorted.get(sorted.size() / 2);
    }

    static String csv(List<Vitals> samples) {
        return samples.stream()
                .map(each -> "%.1f,%.0f,%.0f,%.0f,%.0f"
                        .formatted(each.seconds, each.heap, each.resident, each.threads, each.files))
                .collect(Collectors.joining("\n", "seconds,heap_kib,resident_kib,threads,files\n", "\n"));
    }
}
