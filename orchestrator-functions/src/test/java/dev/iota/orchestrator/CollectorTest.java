package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Event;
import dev.iota.core.wire.Sha256;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CollectorTest {
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final byte[] WEIGHTS = new byte[1000];

    private final TestRun run = TestRun.of(0);
    private final Collector collector = new Collector(run.services());
    private final List<TestMiner> miners = List.of(run.miner(1), run.miner(1), run.miner(1));

    @Test
    void a_run_is_drained_when_everything_that_started_has_ended() {
        var busy = TestRun.of(10);
        var head = busy.miner(1);
        var ending = new Collector(busy.services());
        assertThat(ending.isDrained()).isFalse();

        ending.close();
        assertThat(ending.isDrained()).isFalse();

        var others = List.of(busy.miner(1), busy.miner(1));
        for (var miner : List.of(head, others.getFirst(), others.getLast(), others.getFirst(), head)) {
            busy.deliver(miner.answer(miner.receive().getFirst()));
        }
        assertThat(ending.isDrained()).isTrue();
    }

    @Test
    void the_weights_of_every_stage_are_collected() throws Exception {
        assertThat(collector.collect(GRACE)).isEmpty();
        for (var miner : miners) {
            assertThat(collector.collected()).isEmpty();
            upload(miner, only(miner));
        }

        assertThat(collector.collected()).hasValueSatisfying(weights -> assertThat(weights)
                .hasSize(TestRun.STAGES)
                .allSatisfy(stage -> assertThat(stage.parts()).singleElement().satisfies(part -> {
                    assertThat(part.sha256()).isEqualTo(Sha256.hex(WEIGHTS));
                    assertThat(run.services().objects().sha256(part.key())).contains(part.sha256());
                })));
    }

    @Test
    void an_order_is_given_once_while_it_may_be_answered() {
        collector.collect(GRACE);
        collector.collect(GRACE);
        assertThat(miners).allSatisfy(miner -> assertThat(miner.receive()).hasSize(1));

        run.clock().pass(GRACE.plusSeconds(1));
        miners.forEach(miner -> miner.renew(1));
        collector.collect(GRACE);

        assertThat(miners).allSatisfy(miner -> assertThat(miner.receive()).hasSize(1));
    }

    @Test
    void an_order_whose_miner_registered_again_is_given_again() {
        collector.collect(GRACE);
        var miner = miners.getFirst();
        miner.register(Optional.empty());
        miner.renew(1);

        collector.collect(GRACE);

        assertThat(miner.receive()).singleElement().isInstanceOf(Work.Upload.class);
    }

    @Test
    void an_upload_that_is_not_there_is_not_published() {
        collector.collect(GRACE);

        run.deliver(uploaded(miners.getFirst(), only(miners.getFirst())));

        assertThat(run.services().weights().weights(0)).isEmpty();
        assertThat(run.quarantined()).hasSize(1);
    }

    @Test
    void nobody_publishes_what_was_ordered_from_another() throws Exception {
        collector.collect(GRACE);
        var order = only(miners.getFirst());
        put(order);

        run.deliver(miners.getLast().sign(event(order)));

        assertThat(run.services().weights().weights(0)).isEmpty();
        assertThat(run.quarantined()).hasSize(1);
    }

    @Test
    void a_miner_without_a_snapshot_is_given_the_published_weights() throws Exception {
        collector.collect(GRACE);
        var miner = miners.getFirst();
        upload(miner, only(miner));

        miner.register(Optional.empty());

        var weights = miner.session().weights().orElseThrow();
        assertThat(weights.steps()).isEqualTo(3);
        var part = weights.parts().getFirst();
        var body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(part.url())).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
        assertThat(body).isEqualTo(WEIGHTS);
    }

    @Test
    void an_uploaded_object_is_never_overwritten() throws Exception {
        collector.collect(GRACE);
        var order = only(miners.getFirst());

        assertThat(put(order)).isEqualTo(200);
        assertThat(put(order)).isEqualTo(412);
    }

    private void upload(TestMiner miner, Work.Upload order) throws Exception {
        put(order);
        run.deliver(uploaded(miner, order));
    }

    private dev.iota.core.identity.SignedEvent uploaded(TestMiner miner, Work.Upload order) {
        return miner.sign(event(order));
    }

    private Event event(Work.Upload order) {
        return new Event.Uploaded(run.names().run(), 0, order.stage(), order.lease(), List.of(Sha256.hex(WEIGHTS)), 3);
    }

    private static int put(Work.Upload order) throws IOException, InterruptedException {
        var sink = order.parts().getFirst();
        var request =
                HttpRequest.newBuilder(URI.create(sink.url())).PUT(HttpRequest.BodyPublishers.ofByteArray(WEIGHTS));
        // The client sends the length by itself and lets nobody else set it.
        sink.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                request.header(name, value);
            }
        });
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Work.Upload only(TestMiner miner) {
        return (Work.Upload) miner.receive().getFirst();
    }
}
