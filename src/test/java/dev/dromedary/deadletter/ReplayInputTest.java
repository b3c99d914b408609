package dev.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayInputTest {

    @ParameterizedTest
    @CsvSource({
        "sqs-batch:{{q}}?memory=1MiB&pipeline=logins&batchSize={{n}}, dead-letters:logins?batchSize={{n}}",
        "sqs-batch:orders, dead-letters:orders",
        "s3-objects:{{b}}?pipeline=catalog, s3-objects:{{b}}?pipeline=catalog&replay=true",
        "s3-objects:b, s3-objects:b?replay=true",
        "direct:rest, direct:rest",
        "timer:t?period=1s, direct:without-source-a-route",
        "table-changes:t?pipeline=products, table-changes:t?pipeline=products&replay=true"
    })
    void lettersStandInForTheSource(String uri, String replacement) {
        assertThat(ReplayInput.replacement(uri, "a-route")).isEqualTo(replacement);
    }
}
