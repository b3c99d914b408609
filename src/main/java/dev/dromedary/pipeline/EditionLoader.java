package dev.dromedary.pipeline;

import java.util.Set;

/** Loads pipelines of an edition of their folder. */
@FunctionalInterface
interface EditionLoader {

    /**
     * Loads some pipelines, or none, which is what all share; starts nothing, and reaches what they need.
     *
     * @param failure is told what they cannot get over
     * @throws dev.dromedary.settings.ConfigurationException if they cannot be loaded
     * @throws UnreachableException if a system is not there in time
     */
    LoadedPipelines load(Edition edition, Set<String> pipelines, RunFailure failure) throws InterruptedException;
}
