package dev.dromedary.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.clock.WallClock;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** How the pipelines of this process stand. Thread-safe. */
public final class LiveStatus implements AutoCloseable {

    private final Pipelines pipelines;
    private final Optional<DeadLetters> letters;
    private final Duration circuitPatience;
    private final Backlogs backlogs = new Backlogs();

    /**
     * @param letters where the pipelines keep them, if they do
     * @param circuitPatience how long a circuit may be open before a person should look
     */
    public LiveStatus(Pipelines pipelines, Optional<DeadLetters> letters, Duration circuitPatience) {
        this.pipelines = pipelines;
        this.letters = letters;
        this.circuitPatience = circuitPatience;
    }

    /** The reports of all pipelines, see {@link PipelineReport}. */
    public List<ObjectNode> all() {
        return reports(pipelines.all());
    }

    /** The report of one pipeline. */
    public ObjectNode one(Pipeline pipeline) {
        return reports(List.of(pipeline)).get(0);
    }

    private List<ObjectNode> reports(Collection<Pipeline> asked) {
        Map<String, Callable<List<Backlog>>> questions = new LinkedHashMap<>();
        asked.forEach(pipeline -> questions.put(pipeline.name(), pipeline::backlogs));
        Map<String, Consumer<PipelineReport>> answers = backlogs.ask(questions);
        StateQuestions state = new StateQuestions();
        return asked.stream()
                .map(pipeline -> report(pipeline, answers.get(pipeline.name()), state))
                .toList();
    }

    private ObjectNode report(Pipeline pipeline, Consumer<PipelineReport> waiting, StateQuestions state) {
        PipelineReport report = new PipelineReport(
                        pipeline.name(), pipeline.state().code())
                .circuit(pipeline.circuit(), circuitPatience, WallClock.now())
                .schedule(pipeline.timetable().toString(), pipelines.next(pipeline.name()))
                .rate(pipeline.rate())
                .inFlight(pipeline.counts().inFlight())
                .run(pipeline.current())
                .lastRun(state.ask(() -> pipelines.lastEnded(pipeline.name()), Optional.empty()))
                .deadLetters(state.ask(() -> open(pipeline.name()), OptionalLong.empty()));
        pipeline.halt().ifPresent(halt -> report.need(halt.why()));
        waiting.accept(report);
        return report.json();
    }

    private OptionalLong open(String pipeline) {
        return letters.isPresent() ? OptionalLong.of(letters.get().open(pipeline)) : OptionalLong.empty();
    }

    /** What is asked for one answer. A state that is down is asked once: each time takes as long as its pool waits. */
    private static final class StateQuestions {

        private boolean answers = true;

        private interface Question<T> {
            T ask() throws SQLException;
        }

        <T> T ask(Question<T> question, T otherwise) {
            if (answers) {
                try {
                    return question.ask();
                } catch (SQLException | RuntimeException e) {
                    answers = false;
                }
            }
            return otherwise;
        }
    }

    @Override
    public void close() {
        backlogs.close();
    }
}
