package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.reader.ViewSource;
import dev.iota.orchestrator.view.ReadApi;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The status line of a run is made of its status; those who look by the API, and so at a terminal, see the same. */
class StatusAndApiTest {
    private final TestRun run = TestRun.of(100);
    private final List<TestMiner> miners = List.of(run.miner(1), run.miner(1), run.miner(1));
    private final ReadApi api = new ReadApi(run.services());

    @Test
    void every_number_of_the_status_line_is_that_of_the_api() {
        answer(0, 1, 2, 1, 0);
        answer(0, 1);
        run.sweep();

        var status = run.status().now();
        var reader = new RunReader(this::get);
        var seen = reader.run();
        assertThat(status.completed()).isEqualTo(1);
        assertThat(seen.epoch()).isEqualTo(status.epoch());
        assertThat(seen.work().microbatchesStarted()).isEqualTo(status.started());
        assertThat(seen.work().microbatchesCompleted()).isEqualTo(status.completed());
        assertThat(seen.work().microbatchesInFlight()).isEqualTo(status.inFlight());
        assertThat(seen.work().microbatchesLost()).isEqualTo(status.lost());
        assertThat(seen.work().positionsRedone()).isEqualTo(status.redone());
        assertThat(seen.work().hopsHandedOutAgain()).isEqualTo(status.redispatched());
        assertThat(seen.work().meanLossNats()).isEqualTo(status.meanLoss());
        assertThat(seen.work().lastLossNats()).isEqualTo(status.lastLoss());
        var stages = reader.stages().stages();
        for (var stage = 0; stage < stages.size(); stage++) {
            assertThat(stages.get(stage).work().microbatchesWaiting())
                    .isEqualTo(status.waiting().get(stage));
        }
        assertThat(reader.miners())
                .extracting(miner ->
                        "%s %d %d".formatted(miner.hotkey(), miner.forwardsAccepted(), miner.backwardsAccepted()))
                .containsExactlyInAnyOrderElementsOf(status.miners().stream()
                        .map(miner -> "%s %d %d".formatted(miner.hotkey(), miner.forwards(), miner.backwards()))
                        .toList());
    }

    private void answer(int... stages) {
        for (var stage : stages) {
            var miner = miners.get(stage);
            run.deliver(miner.answer(miner.receive().getFirst()));
        }
    }

    private ViewSource.Answer get(String path, String query) {
        var answer = api.answer(APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withRawQueryString(query)
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                        .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                                .withMethod("GET")
                                .build())
                        .build())
                .build());
        return new ViewSource.Answer(answer.getStatusCode(), answer.getBody());
    }
}
