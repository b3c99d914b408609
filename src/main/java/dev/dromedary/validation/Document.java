package dev.dromedary.validation;

import dev.dromedary.pipeline.RouteFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * A route file that is YAML.
 *
 * @param file the file
 * @param root what stands in it
 * @param places all places in it
 */
record Document(RouteFile file, Place root, List<Place> places) {

    Document(RouteFile file, Place root) {
        this(file, root, root.all());
    }

    /** What stands under a key at the top of the file. */
    List<Place> top(String key) {
        return root.items().stream().flatMap(item -> item.get(key).stream()).toList();
    }

    /** What stands under a key, wherever it is. */
    List<Place> anywhere(String key) {
        return entries()
                .filter(entry -> entry.name().equals(key))
                .map(Place.Entry::value)
                .toList();
    }

    Stream<Place.Entry> entries() {
        return places.stream().flatMap(place -> place.entries().stream());
    }

    /** The routes; one that begins with {@code from} at the top of the file has no mapping of its own. */
    List<Place> routes() {
        return Stream.concat(top("route").stream(), top("from").stream()).toList();
    }

    /** Whether what the other file declares is there when this one is loaded. */
    boolean sees(Document other) {
        boolean loadedWithShared = file.isPipeline() || file.isShared();
        return file.equals(other.file) || loadedWithShared && other.file.isShared();
    }
}
