package dev.dromedary.batch;

import dev.dromedary.batch.Rejection.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The records that travel a route together, those of them that a step has rejected, and what became of the rest. Every
 * step returns a new batch, so that a step which failed can be tried again on the same input. Immutable.
 *
 * @param pipeline name of the pipeline, under which dead letters and counts are kept
 * @param records the records still on their way
 * @param rejections the records that are at fault, to be stored as dead letters
 * @param stored how many records have landed in the sink for the first time
 * @param duplicates how many records the sink already had
 * @param letters how many rejected records are durable as dead letters, for each reason
 * @param position where the source stands once this batch is settled, in the source's own words; null where the source
 *     itself is told. A sink keeps it in the same transaction as the records (invariant 2)
 */
public record Batch(
        String pipeline,
        List<SourceRecord> records,
        List<Rejection> rejections,
        long stored,
        long duplicates,
        LetterCounts letters,
        String position) {

    public Batch {
        records = List.copyOf(records);
        rejections = List.copyOf(rejections);
    }

    public static Batch of(String pipeline, List<SourceRecord> records) {
        return new Batch(pipeline, records, List.of(), 0, 0, LetterCounts.NONE, null);
    }

    /** A batch of a source whose position travels with the records, see {@link #position}. */
    public static Batch of(String pipeline, List<SourceRecord> records, String position) {
        return new Batch(pipeline, records, List.of(), 0, 0, LetterCounts.NONE, position);
    }

    /**
     * Applies a step to each record. A record that the step rejects leaves the batch and takes no other along
     * (invariant 3); so does one on which the step fails otherwise, since a step that only looks at its record can
     * only fail for what the record is.
     *
     * @throws UnavailableException if the step needs something that is not there; no record is rejected for that
     */
    public Batch each(UnaryOperator<SourceRecord> step) {
        List<SourceRecord> kept = new ArrayList<>(records.size());
        List<Rejection> rejected = new ArrayList<>(rejections);
        for (SourceRecord record : records) {
            try {
                kept.add(step.apply(record));
            } catch (RecordRejectedException e) {
                rejected.add(e.of(record));
            } catch (UnavailableException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                // Only the type: the message of an unforeseen exception may quote the record.
                rejected.add(
                        new Rejection(record, Reason.ERROR, "$", e.getClass().getName()));
            }
        }
        return new Batch(pipeline, kept, rejected, stored, duplicates, letters, position);
    }

    /** Applies a step to the fields of each record, as {@link #each} does. */
    public Batch eachFields(UnaryOperator<Map<String, Object>> step) {
        return each(record -> record.withFields(step.apply(record.fields())));
    }

    /** The batch after its records reached the sink: none is left on its way, the refused ones are rejected. */
    public Batch landed(long newlyStored, long alreadyThere, List<Rejection> refused) {
        List<Rejection> rejected = new ArrayList<>(rejections);
        rejected.addAll(refused);
        return new Batch(
                pipeline, List.of(), rejected, stored + newlyStored, duplicates + alreadyThere, letters, position);
    }

    /** The batch after all records on their way landed; for a route whose sink is an endpoint and not a bean. */
    public Batch landed() {
        return landed(records.size(), 0, List.of());
    }

    /** The batch after its rejections became durable as dead letters. */
    public Batch buried() {
        return new Batch(pipeline, records, List.of(), stored, duplicates, letters.plus(rejections), position);
    }

    /** How many rejected records are durable as dead letters. */
    public long deadLetters() {
        return letters.total();
    }

    /** How many records are durable, in the sink or as dead letters: those that the source may be told to forget. */
    public long settled() {
        return stored + duplicates + deadLetters();
    }

    @Override
    public String toString() {
        return "Batch[" + pipeline + ": " + records.size() + " on their way, " + rejections.size() + " rejected, "
                + stored + " stored, " + duplicates + " duplicates, " + deadLetters() + " dead letters]";
    }
}
