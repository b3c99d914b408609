package dev.dromedary.batch;

import dev.dromedary.settings.ConfigurationException;
import java.util.List;

/** A source whose records can be looked at without taking them away from whoever runs the pipeline. */
public interface Peekable {

    /**
     * What a look has seen. Immutable.
     *
     * @param batch the records as a route would get them, and those that the source itself rejects
     * @param notes lines for who looks: what the look has done to the source, and what it cannot know
     */
    record Seen(Batch batch, List<String> notes) {

        public Seen {
            notes = List.copyOf(notes);
        }
    }

    /** Name of the system for messages, such as {@code queue login-queue}; without credentials. */
    String system();

    /**
     * Looks at the next records: acknowledges none, moves no position, makes nothing where something is missing.
     *
     * @param most how many records at the most; fewer come where they are large
     * @throws ConfigurationException if there is nothing to look at as the pipeline is set up, or a look would do harm
     * @throws Exception if the system is not there; it is asked again
     */
    Seen peek(int most) throws Exception;
}
