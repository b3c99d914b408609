package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dromedary.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransferMemoryTest {

    private static final long MIB = 1 << 20;

    private static List<TransferMemory.Share> take(TransferMemory memory, int shares, long size) throws Exception {
        List<TransferMemory.Share> taken = new ArrayList<>();
        for (int i = 0; i < shares; i++) {
            taken.add(memory.reserve(size));
        }
        return taken;
    }

    /** Waits in another thread until there is room for one more. */
    private static CompletableFuture<TransferMemory.Share> next(TransferMemory memory, long size) {
        CompletableFuture<TransferMemory.Share> share = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                share.complete(memory.reserve(size));
            } catch (InterruptedException e) {
                share.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> share.isDone() || thread.getState() == Thread.State.WAITING);
        return share;
    }

    @Test
    void largeObjectsCountForTheirTwoStreamsWhateverTheirSize() throws Exception {
        TransferMemory memory = new TransferMemory(40 * MIB, 5 * MIB, 2);
        List<TransferMemory.Share> taken = take(memory, 2, 1L << 40);
        assertThat(taken).allMatch(share -> share.outputParts() == 2);

        CompletableFuture<TransferMemory.Share> third = next(memory, 1);
        assertThat(third).isNotDone();

        taken.get(0).close();
        assertThat(third.get().outputParts()).isOne();
    }

    @Test
    void smallObjectsHaveOneBufferToBeWrittenFromAndLargerOnesMore() throws Exception {
        TransferMemory memory = new TransferMemory(40 * MIB, 5 * MIB, 3);

        assertThat(take(memory, 1, MIB).get(0).outputParts()).isOne();
        assertThat(take(memory, 1, 2 * MIB).get(0).outputParts()).isEqualTo(2);
        // What is left is 40 - (1 + 5) - (2 + 10) MiB.
        assertThat(next(memory, 8 * MIB)).as("8 + 15").isNotDone();
    }

    @Test
    void whatWaitsIsInterrupted() {
        TransferMemory memory = new TransferMemory(20 * MIB, 5 * MIB, 2);

        assertThatCode(() -> memory.reserve(10 * MIB).close()).doesNotThrowAnyException();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> memory.reserve(10 * MIB)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aBoundThatOneObjectExceedsIsAMistake() {
        assertThatCode(() -> new TransferMemory(20 * MIB, 5 * MIB, 2)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new TransferMemory(20 * MIB - 1, 5 * MIB, 2))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("20971519 bytes", "needs 20971520", "catalog.part-size");
    }
}
