package dev.dromedary.batch;

/** A step that lands records, and can tell what it would write without writing anything. */
public interface Previewable {

    /**
     * What would be written of each record of a batch, and what this step would refuse by the look of it. What only the
     * system knows that is written to, such as a constraint, is not found.
     *
     * @throws UnavailableException if the records' content is elsewhere and cannot be read now
     */
    Preview preview(Batch batch);
}
