package dev.iota.infra;

import static dev.iota.infra.SynthesizedStack.NAMES;
import static dev.iota.infra.SynthesizedStack.RESOURCES;
import static dev.iota.infra.SynthesizedStack.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.shape.TableShape;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are paid by the hour. */
@Tag("infra")
@ExtendWith(Synthesis.class)
class TableCapacityTest {
    private static final int RATE = 60;

    private static final Set<String> BUSY =
            Set.of(NAMES.microbatches(), NAMES.miners(), NAMES.applied(), NAMES.runs(), NAMES.steps());

    @TempDir
    private static Path folder;

    private static SynthesizedStack stack;

    @BeforeAll
    static void synthesize() throws Exception {
        stack = SynthesizedStack.in(folder, new TableCapacity(RATE));
    }

    @Test
    void tables_of_every_microbatch_have_what_the_expected_rate_takes_and_the_others_are_paid_by_the_request() {
        for (var shape : RESOURCES.tables()) {
            var table = stack.properties("AWS::DynamoDB::Table", "TableName", shape.name());
            if (!BUSY.contains(shape.name())) {
                assertThat(table.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
                continue;
            }
            assertThat(table.path("BillingMode").asText("PROVISIONED")).isEqualTo("PROVISIONED");
            assertThat(capacity(table, "Write")).isPositive();
            assertThat(elements(table.path("GlobalSecondaryIndexes")).filter(JsonNode::isObject))
                    .hasSameSizeAs(shape.indexes())
                    .allSatisfy(index -> {
                        assertThat(capacity(index, "Read")).isPositive();
                        assertThat(capacity(index, "Write")).isPositive();
                    });
        }
        var microbatches = stack.properties("AWS::DynamoDB::Table", "TableName", NAMES.microbatches());
        assertThat(capacity(microbatches, "Write")).isEqualTo(17 * RATE);
    }

    @Test
    void capacity_grows_by_itself_up_to_four_times_what_is_expected() {
        var scaled = RESOURCES.tables().stream()
                .filter(shape -> BUSY.contains(shape.name()))
                .mapToInt(TableCapacityTest::parts)
                .sum();

        assertThat(stack.properties("AWS::ApplicationAutoScaling::ScalableTarget"))
                .hasSize(2 * scaled)
                .allSatisfy(target -> assertThat(target.path("MaxCapacity").asInt())
                        .isEqualTo(4 * target.path("MinCapacity").asInt()));
        assertThat(stack.properties("AWS::ApplicationAutoScaling::ScalingPolicy"))
                .hasSize(2 * scaled)
                .allSatisfy(policy -> assertThat(policy.at("/TargetTrackingScalingPolicyConfiguration/TargetValue")
                                .asInt())
                        .isEqualTo(TableCapacity.PERCENT));
    }

    @Test
    void no_security_check_objects() {
        assertThat(elements(stack.checks()))
                .noneMatch(line -> line.path("compliance").asText().equals("Non-Compliant"));
    }

    @Test
    void a_rate_is_a_whole_number() {
        assertThat(TableCapacity.of(key -> null)).isNull();
        assertThat(TableCapacity.of(Map.<String, Object>of("microbatchesPerSecond", "60")::get))
                .isEqualTo(new TableCapacity(60));
        assertThatThrownBy(() -> TableCapacity.of(Map.<String, Object>of("microbatchesPerSecond", "much")::get))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("'-c microbatchesPerSecond=much' is no rate: wanted a whole number from 1 to 9999");
    }

    private static int parts(TableShape shape) {
        return 1 + shape.indexes().size();
    }

    private static int capacity(JsonNode of, String which) {
        return of.at("/ProvisionedThroughput/%sCapacityUnits".formatted(which)).asInt();
    }
}
