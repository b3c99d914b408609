package dev.dromedary.pipeline;

import dev.dromedary.digest.Sha256;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.Settings;
import dev.dromedary.watch.Snapshot;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is to run as a folder of route files has it at one moment. Immutable.
 *
 * @param snapshot the folder's files
 * @param folder the route files in force with them
 * @param settings the settings in force with them
 * @param pipelines names of the pipelines to run
 * @param faults what is wrong with pipelines that are to go on as they are, by name; a line for each thing
 */
public record Edition(
        Snapshot snapshot, RouteFolder folder, Settings settings, Set<String> pipelines, Map<String, String> faults) {

    /** Reads an edition, and refuses one that cannot run. */
    @FunctionalInterface
    public interface Reader {

        /**
         * @throws RefusedException if something is wrong with the files
         * @throws dev.dromedary.settings.ConfigurationException if something is wrong with the settings
         */
        Edition read(Snapshot snapshot);
    }

    /** Files are wrong; the message has a line for each thing. */
    public static final class RefusedException extends RuntimeException {

        public RefusedException(String lines) {
            super(lines, null, false, false);
        }
    }

    /** A loader of one pipeline, or of what pipelines share if it is none. */
    LoadedPipelines.Loader loader(Set<String> pipeline) {
        return LoadedPipelines.loader(settings, folder, pipeline)
                .named(pipeline.stream().findFirst().orElse("shared"));
    }

    /**
     * Stands for all that a pipeline is made of: its file, the shared ones, the values of the settings that these use, and the
     * other files of the folder whose name is in these or in a setting. Editions in which it is equal run the same pipeline.
     */
    String fingerprint(String pipeline) {
        StringBuilder texts = new StringBuilder();
        for (RouteFile file : folder.select(Set.of(pipeline))) {
            texts.append(file.name()).append('\n').append(file.text()).append('\0');
            for (String key : new TreeSet<>(file.keys())) {
                texts.append(key)
                        .append('=')
                        .append(settings.find(key).orElse(""))
                        .append('\n');
            }
        }
        String named = texts + String.join("\n", settings.asMap().values());
        StringBuilder parts = new StringBuilder(texts);
        snapshot.digests().forEach((name, digest) -> {
            if (!name.endsWith(RouteFile.SUFFIX) && named.contains(name)) {
                parts.append(name).append(' ').append(digest).append('\n');
            }
        });
        return Sha256.of(parts.toString());
    }

    /** When a pipeline is to run. */
    Timetable timetable(String pipeline) {
        return Timetable.of(pipeline, settings);
    }

    /** What says when a pipeline is to run, as it is written. */
    String times(String pipeline) {
        return Timetable.SETTINGS.stream()
                .map(setting -> settings.find(pipeline + "." + setting).orElse(""))
                .collect(Collectors.joining("\n"));
    }
}
