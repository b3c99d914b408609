package dev.dromedary.pipeline;

import java.util.Set;
import java.util.function.BooleanSupplier;

/** Loads pipelines of an edition of their folder. */
@FunctionalInterface
interface EditionLoader {

    /**
     * Loads some pipelines, or none, which is what all share; starts nothing, and reaches what they need.
     *
     * @param failure is told what they cannot get over
     * @param abandoned whether they are of no use any more; then it returns soon, without having reached anything
     * @throws dev.dromedary.settings.ConfigurationException if they cannot be loaded
     * @throws UnreachableException if a system is not there in time
     */
    LoadedPipelines load(Edition edition, Set<String> pipelines, RunFailure failure, BooleanSupplier abandoned)
            throws InterruptedException;
}
