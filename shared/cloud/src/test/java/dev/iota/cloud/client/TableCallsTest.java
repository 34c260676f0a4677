package dev.iota.cloud.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.ScriptedService.Request;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerTable;
import dev.iota.core.identity.KeyPair;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class TableCallsTest {
    @Test
    void a_single_write_that_meets_a_transaction_is_made_again() {
        var hotkey = KeyPair.generate(new Random(1)).hotkey();
        try (var service = ScriptedService.start();
                var http = ServiceHttp.towards(Optional.of(service.uri())).build();
                var dynamoDb = AddressedClients.of("eu-central-1", "id", "secret", http)
                        .at(service.uri(), DynamoDbClient::builder, TableCalls::retried)) {
            service.fail("TransactionConflictException")
                    .fail("TransactionConflictException")
                    .fail("TransactionConflictException")
                    .answer(200, "{}");

            new MinerTable(dynamoDb, new Names("r")).change(new MinerChange(hotkey).fault(1, "for the test"));

            assertThat(service.requests())
                    .hasSize(4)
                    .extracting(Request::operation)
                    .containsOnly("UpdateItem");
        }
    }
}
