package dev.dromedary.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Contestants in turns: all of them once, then all of them again, so that what changes on the machine meanwhile meets
 * every one of them. The first round warms the servers up and is not counted. Immutable.
 */
record Rounds(int count, List<Contestant> contestants) {

    /** Runs all rounds and returns those that count. */
    List<Race> run(List<String> bodies, Path folder) {
        List<Race> races = new ArrayList<>();
        for (int round = 0; round <= count; round++) {
            for (Contestant contestant : contestants) {
                Race race = Race.run(round, contestant, bodies, folder, (stage, child) -> {});
                say(race);
                if (round > 0) {
                    races.add(race);
                }
            }
        }
        return races;
    }

    private void say(Race race) {
        System.out.printf(
                Locale.ROOT,
                "round %d of %d%s  %-16s %,8.0f/s  (%,d messages, %.2f processors)%n",
                race.round(),
                count,
                race.round() == 0 ? ", warm-up" : "",
                race.contestant(),
                race.rate(),
                race.messages(),
                race.processors());
    }
}
