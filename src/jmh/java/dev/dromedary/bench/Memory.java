package dev.dromedary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the jar needs while it empties a full queue, in MiB.
 *
 * @param options of the JVM
 * @param rate rows a second of this one run
 * @param peakResident the most physical memory that the process ever had, as Linux counts it; 0 elsewhere
 * @param peakHeap the most heap in use, garbage included, as of the beginnings of collections
 * @param liveHeap the most heap in use after a collection
 * @param heapSize the size of the heap at the last collection
 * @param collections of the heap
 */
record Memory(
        String options,
        double rate,
        double peakResident,
        double peakHeap,
        double liveHeap,
        double heapSize,
        int collections) {

    private static final String GC_LOG = "gc.log";
    private static final Pattern PAUSE = Pattern.compile("Pause .*?(\\d+)M->(\\d+)M\\((\\d+)M\\)");
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    /** Runs the jar once, with the options and a log of the collector. */
    static Memory measure(Path folder, Path keyset, List<String> bodies, String options) {
        String[] jvmOptions =
                ("-Xlog:gc:file=" + GC_LOG + " " + options).strip().split(" ");
        Contestant contestant = Contestant.logins("logins " + options, bodies.size(), keyset, jvmOptions);
        double[] resident = new double[1];
        Path[] log = new Path[1];
        Race race = Race.run(1, contestant, bodies, folder, (stage, child) -> {
            resident[0] = resident(child.pid());
            log[0] = stage.folder().resolve(GC_LOG);
        });
        return of(options, race.rate(), resident[0], read(log[0]));
    }

    private static Memory of(String options, double rate, double resident, String log) {
        Matcher pause = PAUSE.matcher(log);
        double before = 0;
        double after = 0;
        double size = 0;
        int collections = 0;
        while (pause.find()) {
            before = Math.max(before, Double.parseDouble(pause.group(1)));
            after = Math.max(after, Double.parseDouble(pause.group(2)));
            size = Double.parseDouble(pause.group(3));
            collections++;
        }
        return new Memory(options.isEmpty() ? "none" : options, rate, resident, before, after, size, collections);
    }

    static double resident(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        Matcher matcher = RESIDENT.matcher(Files.isReadable(status) ? read(status) : "");
        return matcher.find() ? Double.parseDouble(matcher.group(1)) / 1024 : 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
