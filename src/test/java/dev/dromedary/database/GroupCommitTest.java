package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupCommitTest {

    private static final int OTHERS = 8;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
    private Database database;
    private Database reader;
    private GroupCommit group;

    @BeforeEach
    void open() throws SQLException {
        database = database();
        reader = database();
        group = new GroupCommit(database);
        database.inTransaction(connection -> {
            try (PreparedStatement create = connection.prepareStatement("create table t (n integer not null)")) {
                return create.execute();
            }
        });
    }

    private Database database() {
        Database.Builder builder = new Database.Builder();
        builder.setUrl("jdbc:sqlite:" + folder.resolve("t.db"));
        return builder.build();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
        reader.close();
    }

    private static int insert(Connection connection, Integer number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
            insert.setObject(1, number);
            insert.executeUpdate();
            return number;
        }
    }

    private List<Integer> rows() throws SQLException {
        return reader.reading(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select n from t order by n");
                    ResultSet found = select.executeQuery()) {
                List<Integer> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(found.getInt(1));
                }
                return rows;
            }
        });
    }

    private <T> Future<T> call(Database.Work<T> work) {
        return threads.submit(() -> {
            callers.add(Thread.currentThread());
            return group.inTransaction(work);
        });
    }

    /** What the others ask for while a first change is not committed yet. */
    private <T> List<Future<T>> whileOneIsBusy(List<Database.Work<T>> others) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Future<Integer> first = call(connection -> {
            begun.countDown();
            await(enough);
            return insert(connection, 0);
        });
        begun.await();
        List<Future<T>> calls = others.stream().map(this::call).toList();
        Awaitility.await().until(() -> waiting() == others.size());
        enough.countDown();
        first.get();
        return calls;
    }

    private long waiting() {
        return callers.stream()
                .filter(thread -> thread.getState() == Thread.State.WAITING
                        && List.of(thread.getStackTrace()).stream()
                                .anyMatch(frame -> frame.getClassName().equals(GroupCommit.class.getName())
                                        && frame.getMethodName().equals("join")))
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsAskedForMeanwhileSharesATransaction() throws Exception {
        Set<Connection> connections = ConcurrentHashMap.newKeySet();
        Set<Thread> makers = ConcurrentHashMap.newKeySet();
        List<Database.Work<Integer>> others = IntStream.rangeClosed(1, OTHERS)
                .<Database.Work<Integer>>mapToObj(number -> connection -> {
                    connections.add(connection);
                    makers.add(Thread.currentThread());
                    return insert(connection, number);
                })
                .toList();

        List<Future<Integer>> calls = whileOneIsBusy(others);

        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> call : calls) {
            answers.add(call.get());
        }
        assertThat(answers).as("each its own").containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(rows()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(connections).hasSize(1);
        assertThat(makers).hasSize(1);
    }

    @Test
    void oneThatFailsTakesNoneOfTheOthersAlong() throws Exception {
        List<Database.Work<Integer>> others = List.of(
                connection -> insert(connection, 1),
                connection -> insert(connection, null),
                connection -> {
                    insert(connection, 3);
                    throw new IllegalArgumentException("three");
                },
                connection -> insert(connection, 4));

        List<Future<Integer>> calls = whileOneIsBusy(others);

        assertThat(calls.get(0).get()).isOne();
        assertThatThrownBy(calls.get(1)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SQLException.class);
        assertThatThrownBy(calls.get(2)::get).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(calls.get(3).get()).isEqualTo(4);
        assertThat(rows()).as("each once").containsExactly(0, 1, 4);
    }

    @Test
    void oneThatFailsAloneRunsOnce() {
        AtomicReference<Integer> runs = new AtomicReference<>(0);

        assertThatThrownBy(() -> group.inTransaction(connection -> {
                    runs.updateAndGet(count -> count + 1);
                    throw new SQLException("no");
                }))
                .hasMessage("no");

        assertThat(runs).hasValue(1);
    }

    @Test
    void anAnswerMeansThatOthersSeeIt() throws Exception {
        List<Future<Boolean>> checks = IntStream.range(0, OTHERS)
                .mapToObj(thread -> threads.submit(() -> {
                    boolean seen = true;
                    for (int i = 0; i < 50; i++) {
                        int number = thread * 1000 + i;
                        group.inTransaction(connection -> insert(connection, number));
                        seen &= rows().contains(number);
                    }
                    return seen;
                }))
                .toList();

        for (Future<Boolean> check : checks) {
            assertThat(check.get()).isTrue();
        }
        assertThat(rows()).hasSize(OTHERS * 50).doesNotHaveDuplicates();
    }

    @Test
    void anInterruptedThreadFinishesWhatItDoesForOthers() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        Thread interrupted = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                group.inTransaction(connection -> insert(connection, 1));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            stillInterrupted.set(Thread.currentThread().isInterrupted());
            over.countDown();
        });

        interrupted.start();

        assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(rows()).containsExactly(1);
        assertThat(stillInterrupted).hasValue(true);
    }
}
