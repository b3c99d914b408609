package dev.dromedary.capture;

import dev.dromedary.pipeline.Watermarked.Mark;
import java.util.Optional;
import java.util.OptionalLong;

/** What of a position is a number that grows; the rest may be a value of a row. */
final class Marks {

    private Marks() {}

    static Optional<Mark> of(String position) {
        Optional<Mark> sequence = ChangeLogPosition.parse(position)
                .map(logged -> new Mark(OptionalLong.of(logged.sequence()), Optional.empty()));
        return sequence.or(() -> TimestampPosition.parse(position)
                .flatMap(stamped -> Optional.ofNullable(stamped.stamp()))
                .flatMap(Stamp::instant)
                .map(time -> new Mark(OptionalLong.empty(), Optional.of(time))));
    }
}
