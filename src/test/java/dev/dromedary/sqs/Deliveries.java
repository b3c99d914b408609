package dev.dromedary.sqs;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages for tests, with ids that count up. */
final class Deliveries {

    private Deliveries() {}

    static Delivery of(String id, String body) {
        return Delivery.of(Message.builder()
                .messageId(id)
                .receiptHandle("handle-" + id)
                .body(body)
                .build());
    }

    static List<Delivery> of(int from, int count) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            deliveries.add(of(Integer.toString(i), ""));
        }
        return deliveries;
    }

    static List<String> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.record().id()).toList();
    }
}
