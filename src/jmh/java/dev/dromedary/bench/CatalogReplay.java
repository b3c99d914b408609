package dev.dromedary.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Objects of 10 KB, counted at the server: from the first question for the inputs to the last output. */
final class CatalogReplay implements ReplayRace, AutoCloseable {

    private static final long SIZE = 10_000;

    private final Path folder;
    private final WatchedObjects store;
    private final ObjectInputs inputs;

    CatalogReplay(Path folder, int objects) {
        this.folder = folder;
        store = new WatchedObjects(folder.resolve("store"));
        inputs = ObjectInputs.make(store, folder, "inputs", objects, SIZE);
    }

    @Override
    public double run() {
        try (CatalogStage stage = new CatalogStage(store, folder, inputs)) {
            return rate(stage, "run", "catalog", "--once");
        }
    }

    /** All objects are refused because they may not be so deep. */
    @Override
    public double replay() {
        try (CatalogStage stage = new CatalogStage(store, folder, inputs)) {
            try (Child child = stage.jar(List.of(), Map.of("CATALOG_MAX_DEPTH", "1"), "run", "catalog", "--once")) {
                child.mustSucceed();
                if (!child.output().contains(inputs.objects() + " dead letters")) {
                    throw new IllegalStateException("not all were refused: " + child.output());
                }
            }
            stage.watchAnew();
            return rate(stage, "dead-letters", "replay", "--pipeline", "catalog");
        }
    }

    private double rate(CatalogStage stage, String... arguments) {
        try (Child child = stage.jar(List.of(), Map.of(), arguments)) {
            child.mustSucceed();
            if (store.landed() != inputs.objects()) {
                throw new IllegalStateException(store.landed() + " outputs: " + child.output());
            }
            stage.check();
            return inputs.objects() / store.seconds();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
