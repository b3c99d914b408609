package dev.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ledger does, whatever it is kept in. */
@Timeout(120)
abstract class LedgerContract {

    static final Duration LEASE = Duration.ofSeconds(60);
    static final int ATTEMPTS = 3;
    static final ObjectVersion OBJECT = new ObjectVersion("catalog", "json/a/b.json", "0123456789abcdef-2");
    static final Outcome OUTCOME = new Outcome("0a".repeat(32), 10, "xml/a/b.xml", "fedc-1", "f9".repeat(32), 5L << 40);

    final SettableClock clock = new SettableClock();
    private ObjectLedger first;
    private ObjectLedger second;

    /** A ledger of the test's own rows: all that a test opens are of the same rows. */
    abstract ObjectLedger open(String owner, SettableClock ownersClock) throws Exception;

    /** Time passes for all owners. */
    abstract void pass(Duration time) throws Exception;

    @BeforeEach
    void openTwo() throws Exception {
        first = open("first", clock);
        second = open("second", clock);
    }

    private static Claim claim(ObjectLedger ledger) {
        return ledger.claim(OBJECT, ATTEMPTS).orElseThrow();
    }

    private Entry entry() {
        return first.find(OBJECT).orElseThrow();
    }

    @Test
    void isThereWithoutAnyRow() {
        assertThat(first.exists()).isTrue();
    }

    @Test
    void aVersionHasOneClaim() {
        assertThat(first.find(OBJECT)).isEmpty();

        Claim claim = claim(first);

        assertThat(claim.version()).isEqualTo(OBJECT);
        assertThat(claim.attempt()).isOne();
        assertThat(claim.uploadId()).isEmpty();
        assertThat(second.claim(OBJECT, ATTEMPTS)).isEmpty();
        assertThat(first.claim(OBJECT, ATTEMPTS))
                .as("not by the same owner either")
                .isEmpty();
        assertThat(entry().state()).isEqualTo(State.IN_PROGRESS);
        assertThat(entry().owner()).isEqualTo("first");
        assertThat(Duration.between(entry().started(), entry().leaseEnd())).isEqualTo(LEASE);
        assertThat(entry().firstSeen()).isEqualTo(entry().started());
        assertThat(entry().ended()).isEmpty();
    }

    @Test
    void aContentThatComesBackIsWorkAgain() {
        ObjectVersion newer = new ObjectVersion(OBJECT.bucket(), OBJECT.key(), "fedcba9876543210");
        ObjectVersion broken = new ObjectVersion(OBJECT.bucket(), OBJECT.key(), "broken");
        ObjectVersion otherKey = new ObjectVersion(OBJECT.bucket(), OBJECT.key() + "2", OBJECT.etag());
        first.complete(claim(first), OUTCOME);
        first.complete(first.claim(otherKey, ATTEMPTS).orElseThrow(), OUTCOME);
        first.fail(first.claim(broken, 1).orElseThrow(), "no JSON");

        Claim unfinished = first.claim(newer, ATTEMPTS).orElseThrow();

        assertThat(entry().state())
                .as("the output may be of the newer one by now, whatever becomes of its process")
                .isEqualTo(State.SUPERSEDED);
        first.complete(unfinished, OUTCOME);
        assertThat(entry().state()).isEqualTo(State.SUPERSEDED);
        assertThat(first.ended(List.of(OBJECT, newer, broken, otherKey), 1)).containsExactlyInAnyOrder(newer, otherKey);
        assertThat(second.claim(newer, ATTEMPTS)).isEmpty();
        assertThat(second.claim(broken, 1))
                .as("that it is broken is told again")
                .isPresent();
        assertThat(second.complete(claim(second), OUTCOME)).isTrue();
        assertThat(first.find(newer).orElseThrow().state()).isEqualTo(State.SUPERSEDED);
        assertThat(first.claim(otherKey, ATTEMPTS)).isEmpty();
    }

    @Test
    void whatWasGoneForAMomentIsWorkAgain() {
        assertThat(first.failForNow(claim(first), "was deleted")).isTrue();

        assertThat(entry().state()).isEqualTo(State.FAILED);
        assertThat(entry().reason()).contains("was deleted");
        assertThat(first.ended(List.of(OBJECT), 1)).isEmpty();
        assertThat(second.claim(OBJECT, 1)).isPresent();
    }

    @Test
    void whatHasFailedIsReopenedAndNothingElse() {
        first.reopen(OBJECT);
        assertThat(first.find(OBJECT)).as("what nobody has seen").isEmpty();
        Claim claim = first.claim(OBJECT, 1).orElseThrow();
        first.reopen(OBJECT);
        assertThat(first.renew(claim)).as("what is in work").isTrue();
        first.fail(claim, "no JSON");
        assertThat(second.claim(OBJECT, 1)).isEmpty();

        second.reopen(OBJECT);

        assertThat(entry().state()).isEqualTo(State.PENDING);
        assertThat(entry().ended()).isEmpty();
        assertThat(first.ended(List.of(OBJECT), 1)).isEmpty();
        Claim again = second.claim(OBJECT, 1).orElseThrow();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(first.fail(claim, "too late")).isFalse();
        second.complete(again, OUTCOME);
        first.reopen(OBJECT);
        assertThat(entry().state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void ofManyVersionsItTellsThoseThatNobodyWillClaim() throws Exception {
        List<ObjectVersion> versions = IntStream.range(0, 1203)
                .mapToObj(i -> new ObjectVersion("catalog", "many/" + i + ".json", "v1"))
                .toList();
        List<ObjectVersion> completed = List.of(versions.get(0), versions.get(600), versions.get(1202));
        for (ObjectVersion version : completed) {
            first.complete(first.claim(version, ATTEMPTS).orElseThrow(), OUTCOME);
        }
        first.claim(versions.get(1), ATTEMPTS).orElseThrow();
        first.release(first.claim(versions.get(2), ATTEMPTS).orElseThrow());
        first.fail(first.claim(versions.get(3), ATTEMPTS).orElseThrow(), "no JSON");
        ObjectVersion otherVersion = new ObjectVersion("catalog", "many/0.json", "v2");
        ObjectVersion otherBucket = new ObjectVersion("other", "many/0.json", "v1");

        List<ObjectVersion> asked = new ArrayList<>(versions);
        asked.add(otherVersion);
        asked.add(otherBucket);

        assertThat(second.ended(asked, ATTEMPTS)).containsExactlyInAnyOrderElementsOf(completed);
        assertThat(second.ended(List.of(versions.get(3)), 1))
                .as("failed, and no attempt left")
                .containsExactly(versions.get(3));
        assertThat(second.ended(List.of(otherVersion, otherBucket), ATTEMPTS)).isEmpty();
        assertThat(second.ended(List.of(), ATTEMPTS)).isEmpty();
    }

    @Test
    void whatIsCompletedStaysSo() throws Exception {
        Claim claim = claim(first);
        assertThat(first.complete(claim, OUTCOME)).isTrue();
        pass(LEASE.multipliedBy(1000));

        assertThat(second.claim(OBJECT, ATTEMPTS)).isEmpty();
        assertThat(first.renew(claim)).isFalse();
        assertThat(first.fail(claim, "late")).isFalse();
        assertThat(first.release(claim)).isFalse();
        assertThat(first.complete(claim, OUTCOME))
                .as("asked again because the answer was lost")
                .isTrue();
        assertThat(entry().state()).isEqualTo(State.COMPLETED);
        assertThat(entry().outcome()).contains(OUTCOME);
        assertThat(entry().ended()).isPresent();
        assertThat(entry().reason()).isEmpty();
    }

    @Test
    void aNewVersionIsNewWork() {
        assertThat(first.complete(claim(first), OUTCOME)).isTrue();
        ObjectVersion newer = new ObjectVersion(OBJECT.bucket(), OBJECT.key(), "ffff");

        assertThat(second.claim(newer, ATTEMPTS)).isPresent();
        assertThat(entry().outcome()).as("what came of it stays known").contains(OUTCOME);
        assertThat(first.counts()).isEqualTo(Map.of(State.SUPERSEDED, 1L, State.IN_PROGRESS, 1L));
    }

    @Test
    void aLeaseThatRanOutIsTakenOverAndTheSlowOwnerIsRefused() throws Exception {
        Claim slow = claim(first);
        pass(LEASE.minusMillis(1000));
        assertThat(second.claim(OBJECT, ATTEMPTS)).isEmpty();
        pass(Duration.ofMillis(1000));

        Claim quick = claim(second);

        assertThat(quick.id()).isNotEqualTo(slow.id());
        assertThat(quick.attempt()).as("the same attempt in other hands").isOne();
        assertThat(first.renew(slow)).isFalse();
        assertThat(first.attach(slow, "upload")).isFalse();
        assertThat(first.detach(slow)).isFalse();
        assertThat(first.complete(slow, OUTCOME)).isFalse();
        assertThat(first.fail(slow, "late")).isFalse();
        assertThat(first.release(slow)).isFalse();
        assertThat(entry().state()).isEqualTo(State.IN_PROGRESS);
        assertThat(entry().owner()).isEqualTo("second");
        assertThat(entry().takeovers()).isOne();
        assertThat(entry().attempts()).isOne();
        assertThat(second.complete(quick, OUTCOME)).isTrue();
        assertThat(first.complete(slow, OUTCOME)).isFalse();
    }

    @Test
    void aLeaseThatRanOutAndNobodyWantedIsStillItsOwners() throws Exception {
        Claim claim = claim(first);
        pass(LEASE.multipliedBy(2));

        assertThat(first.renew(claim)).isTrue();
        assertThat(second.claim(OBJECT, ATTEMPTS)).isEmpty();
        assertThat(first.complete(claim, OUTCOME)).isTrue();
    }

    @Test
    void renewalsKeepTheClaim() throws Exception {
        Claim claim = claim(first);
        for (int i = 0; i < 10; i++) {
            pass(LEASE.dividedBy(3));
            assertThat(first.renew(claim)).isTrue();
            assertThat(second.claim(OBJECT, ATTEMPTS)).isEmpty();
        }
        pass(LEASE);
        assertThat(second.claim(OBJECT, ATTEMPTS)).isPresent();
    }

    @Test
    void aFailureIsTriedAgainUntilTheAttemptsAreUsedUp() {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Claim claim = claim(attempt % 2 == 0 ? second : first);
            assertThat(claim.attempt()).isEqualTo(attempt);
            assertThat(entry().reason()).isEmpty();
            assertThat(first.fail(claim, "line 3, column 4")).isTrue();
            assertThat(first.fail(claim, "line 3, column 4")).as("asked again").isTrue();
            assertThat(entry().state()).isEqualTo(State.FAILED);
            assertThat(entry().reason()).contains("line 3, column 4");
            assertThat(entry().ended()).isPresent();
        }

        assertThat(first.claim(OBJECT, ATTEMPTS)).isEmpty();
        assertThat(first.claim(OBJECT, ATTEMPTS + 1)).isPresent();
    }

    @Test
    void takeoversDoNotUseUpAttempts() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(claim(first).attempt()).isOne();
            pass(LEASE);
        }
        assertThat(entry().takeovers()).isEqualTo(4);
    }

    @Test
    void aReleaseDoesNotCountAsAnAttempt() {
        for (int i = 0; i < 5; i++) {
            Claim claim = claim(first);
            assertThat(claim.attempt()).isOne();
            assertThat(first.release(claim)).isTrue();
            assertThat(first.release(claim)).as("asked again").isTrue();
            assertThat(entry().state()).isEqualTo(State.PENDING);
            assertThat(entry().attempts()).isZero();
        }
        assertThat(second.claim(OBJECT, 1)).isPresent();
    }

    @Test
    void anUploadIsHandedToWhoeverTakesOver() throws Exception {
        Claim claim = claim(first);
        assertThat(first.attach(claim, "upload-1")).isTrue();
        pass(LEASE);

        Claim heir = claim(second);
        assertThat(heir.uploadId()).contains("upload-1");
        assertThat(second.detach(heir)).isTrue();
        assertThat(entry().uploadId()).isEmpty();
        assertThat(second.attach(heir, "upload-2")).isTrue();
        assertThat(second.release(heir)).isTrue();

        Claim third = claim(first);
        assertThat(third.uploadId()).contains("upload-2");
        assertThat(first.fail(third, "reason")).isTrue();
        assertThat(entry().uploadId()).contains("upload-2");

        assertThat(second.complete(claim(second), OUTCOME)).isTrue();
        assertThat(entry().uploadId()).isEmpty();
    }

    /** Whose clock is behind waits longer, and takes nothing from the living. */
    @Test
    void aClockThatIsSetBackTakesNothingAway() throws Exception {
        SettableClock behind = new SettableClock();
        behind.move(Duration.ofHours(-1));
        ObjectLedger third = open("third", behind);
        Claim claim = claim(first);

        assertThat(third.claim(OBJECT, ATTEMPTS)).isEmpty();
        clock.move(Duration.ofHours(-1));
        assertThat(first.renew(claim)).isTrue();
        assertThat(third.claim(OBJECT, ATTEMPTS)).isEmpty();
        assertThat(first.complete(claim, OUTCOME)).isTrue();
        assertThat(third.claim(OBJECT, ATTEMPTS)).isEmpty();
    }

    /** The fence holds whatever the clocks say. */
    @Test
    void oneOfTwoWhoseClocksDisagreeIsRefused() throws Exception {
        Claim slow = claim(first);
        pass(LEASE);
        Claim quick = claim(second);
        clock.move(Duration.ofHours(-1));

        assertThat(first.complete(slow, OUTCOME)).isFalse();
        assertThat(second.complete(quick, OUTCOME)).isTrue();
    }

    @Test
    void manyThreadsAndTwoOwnersShareObjectsWithoutDoingOneTwice() throws Exception {
        List<ObjectVersion> versions = IntStream.range(0, 200)
                .mapToObj(i -> new ObjectVersion("catalog", "json/" + i + ".json", "etag"))
                .toList();

        List<List<ObjectVersion>> claimed = inEightThreads(thread -> {
            ObjectLedger ledger = thread % 2 == 0 ? first : second;
            List<ObjectVersion> own = new ArrayList<>();
            for (ObjectVersion version : versions) {
                Optional<Claim> claim = ledger.claim(version, ATTEMPTS);
                if (claim.isPresent()) {
                    own.add(version);
                    assertThat(ledger.complete(claim.get(), OUTCOME)).isTrue();
                }
            }
            return own;
        });

        assertThat(claimed.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(versions);
        assertThat(first.counts()).isEqualTo(Map.of(State.COMPLETED, 200L));
    }

    @Test
    void ofManyWhoWantToTakeOverOneDoes() throws Exception {
        claim(first);
        pass(LEASE);

        List<Optional<Claim>> claims =
                inEightThreads(thread -> (thread % 2 == 0 ? first : second).claim(OBJECT, ATTEMPTS));

        assertThat(claims.stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(entry().takeovers()).isOne();
    }

    private interface Work<T> {
        T of(int thread) throws Exception;
    }

    private static <T> List<T> inEightThreads(Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CyclicBarrier together = new CyclicBarrier(8);
            List<Callable<T>> calls = IntStream.range(0, 8)
                    .<Callable<T>>mapToObj(thread -> () -> {
                        together.await();
                        return work.of(thread);
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void listsTheRowsOfAStateAndMayBeCalledMeanwhile() {
        List<ObjectVersion> versions = IntStream.range(0, 520)
                .mapToObj(i -> new ObjectVersion("catalog", "json/" + i, "etag"))
                .toList();
        versions.forEach(version -> first.claim(version, ATTEMPTS));
        claim(first);
        assertThat(first.fail(
                        first.claim(new ObjectVersion("other", "key", "etag"), 1)
                                .orElseThrow(),
                        "reason"))
                .isTrue();
        List<Entry> listed = new ArrayList<>();

        first.list(State.IN_PROGRESS, entry -> {
            listed.add(entry);
            assertThat(second.claim(entry.version(), ATTEMPTS)).isEmpty();
        });
        first.list(State.PENDING, listed::add);

        List<ObjectVersion> expected = new ArrayList<>(versions);
        expected.add(OBJECT);
        assertThat(listed).extracting(Entry::version).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void takesTheLongestKeyAndAnyCharacter() {
        String key = "\n\t\"'%_\\ \uD83D\uDC2A" + "ä".repeat((1024 - 12) / 2);
        ObjectVersion version = new ObjectVersion("b".repeat(512), key, "e".repeat(512));

        assertThat(first.complete(first.claim(version, 1).orElseThrow(), OUTCOME))
                .isTrue();
        assertThat(second.find(version)).map(Entry::version).contains(version);
    }

    @Test
    void keepsAReasonThatNoStoreWouldTake() {
        assertThat(first.fail(claim(first), "a\0b\uD800c" + "d".repeat(2000))).isTrue();

        assertThat(entry().reason().orElseThrow()).startsWith("a\uFFFDb?cd").hasSize(1000);
    }

    /** Nothing that was acknowledged is lost, and what was not can be asked again. */
    final void survivesAnOutage(ObjectLedger ledger, TcpProxy link) {
        Claim claim = claim(ledger);

        link.cut();
        assertThatThrownBy(() -> ledger.complete(claim, OUTCOME)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> ledger.renew(claim)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> ledger.claim(OBJECT, ATTEMPTS)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(ledger::counts).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(ledger::check).isNotInstanceOf(ConfigurationException.class);
        link.restore();

        assertThat(entry().state()).isEqualTo(State.IN_PROGRESS);
        assertThat(ledger.complete(claim, OUTCOME)).isTrue();
        assertThat(entry().outcome()).contains(OUTCOME);
    }
}
