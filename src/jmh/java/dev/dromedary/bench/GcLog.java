package dev.dromedary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM's log of its garbage collector ({@code -Xlog:gc:file=...}) says of its pauses; sizes in MiB.
 *
 * @param peakHeap the most heap in use, garbage included, as of the beginnings of collections
 * @param liveHeap the most heap in use after a collection
 * @param heapSize the size of the heap at the last collection
 * @param collections of the heap
 * @param pauseSeconds of all of them
 */
record GcLog(double peakHeap, double liveHeap, double heapSize, int collections, double pauseSeconds) {

    private static final Pattern PAUSE = Pattern.compile("Pause .*?(\\d+)M->(\\d+)M\\((\\d+)M\\) (\\d+\\.\\d+)ms");

    /** The option that makes the JVM write such a log; the file is named in the process's working directory. */
    static String option(String file) {
        return "-Xlog:gc:file=" + file;
    }

    static GcLog read(Path file) {
        Matcher pause;
        try {
            pause = PAUSE.matcher(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double before = 0;
        double after = 0;
        double size = 0;
        int collections = 0;
        double millis = 0;
        while (pause.find()) {
            before = Math.max(before, Double.parseDouble(pause.group(1)));
            after = Math.max(after, Double.parseDouble(pause.group(2)));
            size = Double.parseDouble(pause.group(3));
            millis += Double.parseDouble(pause.group(4));
            collections++;
        }
        return new GcLog(before, after, size, collections, millis / 1000);
    }
}
