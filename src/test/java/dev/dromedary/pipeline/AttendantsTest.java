package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttendantsTest {

    private final List<String> told = new ArrayList<>();

    private final Attendant failing = new Attendant() {
        @Override
        public void started(Pipelines pipelines) {}

        @Override
        public void tick() {
            throw new IllegalStateException();
        }

        @Override
        public void failed(String pipeline, String why) {
            throw new IllegalStateException();
        }

        @Override
        public void close() {
            throw new IllegalStateException();
        }
    };

    private final Attendant sound = new Attendant() {
        @Override
        public void started(Pipelines pipelines) {}

        @Override
        public void tick() {
            told.add("tick");
        }

        @Override
        public void failed(String pipeline, String why) {
            told.add(pipeline + " failed");
        }

        @Override
        public void close() {
            told.add("close");
        }
    };

    @Test
    void oneThatFailsKeepsNoOtherFromBeingTold() {
        Attendants attendants = new Attendants(List.of(failing, sound));
        attendants.tick();
        attendants.tick();
        attendants.tell(attendant -> attendant.failed("logins", "why"));
        attendants.tell(Attendant::close);

        assertThat(told).containsExactly("tick", "tick", "logins failed", "close");
    }
}
