package dev.dromedary.capture;

import java.sql.SQLException;
import java.util.Optional;

/** One way of finding what changed in a table. Read by one thread. */
interface Capture {

    /**
     * Goes on after a position, or begins with the whole table where there is none or it is of another table.
     *
     * @throws dev.dromedary.settings.ConfigurationException if the table cannot be followed
     * @throws SQLException if the database does not answer
     */
    void open(Optional<String> position) throws SQLException;

    /**
     * The next page after the last one; null where there is nothing new. A page without records only moves the position.
     *
     * @throws SQLException if the database does not answer; the same page can be asked for again
     */
    Page next() throws SQLException;

    /** Lets go of what is held between two pages, a connection for one, so that the table can be loaded. By the reader. */
    void pause();

    /**
     * Told of a page that is durable in the sink, together with its position; by another thread than the one that reads.
     *
     * @param idle whether nothing else waits to be done
     */
    void settled(Page page, boolean idle);
}
