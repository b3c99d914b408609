package dev.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.database.Database;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerBuilderTest {

    @Test
    void makesALedgerInTheState(@TempDir Path folder) {
        Database.Builder state = new Database.Builder();
        state.setName("state");
        state.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        try (Database database = state.build()) {
            LedgerBuilder builder = new LedgerBuilder();
            builder.setDatabase(database);
            builder.setLease("90s");

            ObjectLedger ledger = builder.build();

            assertThat(ledger).isInstanceOf(JdbcLedger.class);
            assertThat(ledger.system()).isEqualTo("state");
            assertThat(ledger.lease()).isEqualTo(Duration.ofSeconds(90));
        }
    }

    @Test
    void anUnknownKindIsAMistake() {
        LedgerBuilder builder = new LedgerBuilder();
        builder.setKind("dynamo");

        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("a ledger of objects is kept in state or dynamodb, not dynamo");
    }
}
