package dev.dromedary.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What the jar needs while it empties a full queue, in MiB.
 *
 * @param options of the JVM
 * @param rate rows a second of this one run
 * @param peakResident the most physical memory that the process ever had, as Linux counts it; 0 elsewhere
 * @param heap what its collector says
 */
record Memory(String options, double rate, double peakResident, GcLog heap) {

    private static final String GC_LOG = "gc.log";

    /** Runs the jar once, with the options and a log of the collector. */
    static Memory measure(Path folder, Path keyset, List<String> bodies, String options) {
        String[] jvmOptions = (GcLog.option(GC_LOG) + " " + options).strip().split(" ");
        Contestant contestant = Contestant.logins("logins " + options, bodies.size(), keyset, jvmOptions);
        double[] resident = new double[1];
        Path[] log = new Path[1];
        Race race = Race.run(1, contestant, bodies, folder, (stage, child) -> {
            resident[0] = child.peakResident();
            log[0] = stage.folder().resolve(GC_LOG);
        });
        return new Memory(options.isEmpty() ? "none" : options, race.rate(), resident[0], GcLog.read(log[0]));
    }
}
