package dev.dromedary.bench;

import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Somebody who empties a queue. Immutable.
 *
 * @param messages how many messages it is given
 * @param endpoint where it finds the queue's server
 * @param start starts it on a stage
 * @param landed what counts as done: rows, or deletions where there are no rows
 */
record Contestant(String name, int messages, URI endpoint, Function<Stage, Child> start, ToLongFunction<Stage> landed) {

    /** What the names of those end with that have a network before them. */
    static final String AWAY = ", away";

    private static final int THREADS = 8;
    private static final String PYTHON = "/usr/bin/python3";
    private static final String TABLES = "db/migration/warehouse/V1__user_logins.sql";

    /** Receives and deletes; counted are deletions, since nothing lands. */
    static Contestant bareLoop(String name, int messages, String... jvmOptions) {
        List<String> command = new ArrayList<>(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BareLoop.class.getName()));
        return new Contestant(
                name,
                messages,
                Sandbox.sqs().endpoint(),
                stage -> {
                    List<String> arguments = new ArrayList<>(command);
                    arguments.addAll(List.of(stage.queueUrl(), Integer.toString(THREADS)));
                    return Child.java(stage.folder(), stage.environment(), arguments);
                },
                stage -> messages - stage.depth());
    }

    /** The jar with its own defaults, {@code run logins}; counted are rows. */
    static Contestant logins(String name, int messages, Path keyset, String... jvmOptions) {
        return new Contestant(
                name,
                messages,
                Sandbox.sqs().endpoint(),
                stage -> jar(stage, keyset, List.of(jvmOptions), "run", "logins"),
                Stage::rows);
    }

    /** The script; counted are rows. */
    static Contestant python(String name, int messages, Path script) {
        return new Contestant(
                name,
                messages,
                Sandbox.sqs().endpoint(),
                stage -> {
                    stage.execute(tables());
                    List<String> command = List.of(PYTHON, script.toString(), stage.queueUrl());
                    return Child.start(stage.folder(), stage.environment(), command);
                },
                Stage::rows);
    }

    /** The same, with a network between it and the queue. */
    Contestant behind(SlowLink link) {
        return new Contestant(name + AWAY, messages, link.endpoint(), start, landed);
    }

    /** Starts the jar on a stage. */
    static Child jar(Stage stage, Path keyset, List<String> jvmOptions, String... arguments) {
        Map<String, String> environment = new HashMap<>(stage.environment());
        environment.put("MASKING_KEYSET", keyset.toString());
        environment.put("MANAGEMENT_PORT", "0");
        return Child.jar(stage.folder(), environment, jvmOptions, arguments);
    }

    /** Whether this machine has what the script needs. */
    static boolean pythonIsThere(Path folder) {
        if (!Path.of(PYTHON).toFile().canExecute()) {
            return false;
        }
        try (Child child = Child.start(folder, Map.of(), List.of(PYTHON, "-c", "import boto3, psycopg2"))) {
            return child.awaitExit() == 0;
        }
    }

    /** The table as the jar makes it. */
    private static String tables() {
        try (InputStream file = Contestant.class.getClassLoader().getResourceAsStream(TABLES)) {
            return new String(Objects.requireNonNull(file, TABLES).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
