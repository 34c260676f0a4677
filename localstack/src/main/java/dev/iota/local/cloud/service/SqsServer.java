package dev.iota.local.cloud.service;

import com.typesafe.config.ConfigFactory;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * ElasticMQ. Its queues are in memory: they are made again after a restart, and leases bring every lost message back.
 */
public final class SqsServer {
    /** Actors here hand over messages and never block: a few threads do, where the default is eight or more. */
    private static final Map<String, Object> SETTINGS = Map.of(
            "pekko.loglevel",
            "WARNING",
            "pekko.stdout-loglevel",
            "WARNING",
            "pekko.actor.default-dispatcher.fork-join-executor.parallelism-min",
            2,
            "pekko.actor.default-dispatcher.fork-join-executor.parallelism-max",
            4,
            "pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size",
            2,
            "pekko.http.server.max-connections",
            4096,
            "pekko.jvm-shutdown-hooks",
            "off",
            "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook",
            "off");

    private final ActorSystem actors;

    private SqsServer(ActorSystem actors) {
        this.actors = actors;
    }

    /**
     * @param port where to listen
     * @param advertised port in the queues' URLs: of what stands in front
     * @param place in the queues' names and URLs
     */
    public static SqsServer start(int port, int advertised, Place place) {
        var actors = ActorSystem.create("sqs", ConfigFactory.parseMap(SETTINGS).withFallback(ConfigFactory.load()));
        try {
            SQSRestServerBuilder.withActorSystem(actors)
                    .withInterface(Loopback.HOST)
                    .withPort(port)
                    .withServerAddress(new NodeAddress("http", Loopback.HOST, advertised, ""))
                    .withAWSRegion(place.region())
                    .withAWSAccountId(place.account())
                    .withSQSLimits(StrictSQSLimits$.MODULE$)
                    .start()
                    .waitUntilStarted();
            return new SqsServer(actors);
        } catch (RuntimeException e) {
            actors.terminate();
            throw new IllegalStateException("ElasticMQ did not start on %s".formatted(Loopback.uri(port)), e);
        }
    }

    public void stop() throws Exception {
        // Not the server's own stop: that one waits for every long poll to run out.
        Await.ready(actors.terminate(), Duration.apply(5, "seconds"));
    }
}
