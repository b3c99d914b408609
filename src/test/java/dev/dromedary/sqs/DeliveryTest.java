package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class DeliveryTest {

    @Test
    void aMessageBecomesARecord() {
        Delivery delivery = Delivery.of(Message.builder()
                .messageId("m1")
                .receiptHandle("h1")
                .body("canary")
                .attributes(Map.of(
                        MessageSystemAttributeName.SENT_TIMESTAMP, "1735787045006",
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "3"))
                .build());

        assertThat(delivery.record().id()).isEqualTo("m1");
        assertThat(delivery.record().payload()).isEqualTo("canary");
        assertThat(delivery.record().sentAt()).isEqualTo(Instant.parse("2025-01-02T03:04:05.006Z"));
        assertThat(delivery.record().deliveries()).isEqualTo(3);
        assertThat(delivery.record().fields()).isEmpty();
        assertThat(delivery.receiptHandle()).isEqualTo("h1");
    }

    @Test
    void aMessageWithoutBodyAndAttributesIsAnEmptyRecord() {
        Delivery delivery = Delivery.of(Message.builder().messageId("m1").build());

        assertThat(delivery.record().payload()).isEmpty();
        assertThat(delivery.record().deliveries()).isEqualTo(1);
        assertThat(delivery.record().sentAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void itCountsForItsBodyAndWhatIsAroundIt() {
        assertThat(Deliveries.of("1", "").cost()).isEqualTo(2048);
        assertThat(Deliveries.of("1", "x".repeat(1000)).cost()).isEqualTo(3048);
    }

    @Test
    void twoDeliveriesOfOneMessageAreTwo() {
        assertThat(Deliveries.of("1", "")).isNotEqualTo(Deliveries.of("1", ""));
    }

    @Test
    void itsToStringNamesTheMessageAlone() {
        assertThat(Deliveries.of("1", "canary")).hasToString("Delivery[1]");
    }

    @Test
    void callsAreOfTenAndLoseNothing() {
        List<Delivery> deliveries = Deliveries.of(0, 23);

        assertThat(SqsQueue.calls(deliveries)).extracting(List::size).containsExactly(10, 10, 3);
        assertThat(SqsQueue.calls(deliveries).stream().flatMap(List::stream)).containsExactlyElementsOf(deliveries);
        assertThat(SqsQueue.calls(deliveries.subList(0, 10))).hasSize(1);
        assertThat(SqsQueue.calls(List.of())).isEmpty();
    }
}
