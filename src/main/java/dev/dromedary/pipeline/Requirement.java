package dev.dromedary.pipeline;

/** A system that a pipeline needs before it can start. Beans and endpoints implement it; start-up waits for them. */
public interface Requirement {

    /** Name of the system for messages, such as {@code queue login-queue}; without credentials. */
    String system();

    /**
     * Reaches the system and prepares it.
     *
     * @throws dev.dromedary.settings.ConfigurationException if waiting cannot help
     * @throws Exception if the system is not there; it is asked again
     */
    void check() throws Exception;
}
