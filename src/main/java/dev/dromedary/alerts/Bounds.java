package dev.dromedary.alerts;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import dev.dromedary.settings.Setting;
import dev.dromedary.settings.Settings;
import dev.dromedary.settings.SettingsCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * From where on a pipeline is in need of a person.
 *
 * @param circuitOpen how long its circuit may be open
 * @param letters how many dead letters there may be within the window
 * @param lag how much may wait at its source; empty where any number may
 * @param lagFor for how long more than that may wait
 * @param noData for how long nothing may come; empty where that may last
 */
public record Bounds(
        Duration circuitOpen,
        long letters,
        Duration window,
        Optional<Long> lag,
        Duration lagFor,
        Optional<Duration> noData) {

    private static final String LETTERS = "alert-dead-letters";
    private static final String LAG = "alert-lag";
    private static final String NO_DATA = "alert-no-data";

    /** Names of a pipeline's own bounds, to be put after its name and a dot. */
    public static final List<String> SETTINGS = List.of(LETTERS, LAG, NO_DATA);

    /** @throws ConfigurationException if a bound of the pipeline's own is none */
    public static Bounds of(String pipeline, Settings settings) {
        return new Bounds(
                settings.duration("alerts.circuit-open"),
                own(pipeline, LETTERS, "alerts.dead-letters", settings)
                        .map(Long::parseLong)
                        .orElseThrow(),
                settings.duration("alerts.dead-letters-window"),
                own(pipeline, LAG, "alerts.lag", settings).map(Long::parseLong),
                settings.duration("alerts.lag-for"),
                own(pipeline, NO_DATA, "alerts.no-data", settings).map(Durations::parse));
    }

    /** The pipeline's own bound, else that of all; those of a user's own pipelines are documented nowhere else. */
    private static Optional<String> own(String pipeline, String name, String ofAll, Settings settings) {
        String key = pipeline + "." + name;
        Optional<String> value = settings.find(key);
        value.ifPresent(text -> check(key, text, ofAll));
        return value.or(() -> settings.find(ofAll));
    }

    private static void check(String key, String value, String ofAll) {
        Setting documented = SettingsCatalog.builtIn().get(ofAll);
        new Setting(key, documented.type(), documented.bounds(), null).check(value, "settings");
    }
}
