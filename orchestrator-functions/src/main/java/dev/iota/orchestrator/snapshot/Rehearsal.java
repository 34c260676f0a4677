package dev.iota.orchestrator.snapshot;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A run that nobody takes part in, and calls as a miner would make them. */
public final class Rehearsal {
    private static final RecordShape SHAPE = new RecordShape(257, 4, 1);

    private final Services services;
    private final KeyPair keys;

    Rehearsal(Services services) {
        this.services = services;
        this.keys = KeyPair.generate(services.random());
        services.runs().create(new RunRecord(spec(services.names().run()), manifest(), "data/", 0));
    }

    /** The services of the run: whatever is called answers at once and does nothing. */
    public Services services() {
        return services;
    }

    /** A genuine request of a miner. */
    public APIGatewayV2HTTPEvent request(String method, String path, Object body) {
        var text = Json.write(body);
        var target = new SignedRequest.Target(services.names().run(), method, path, "", text);
        var signed = SignedRequest.sign(keys, target, services.now(), services.randomId());
        var http = new APIGatewayV2HTTPEvent.RequestContext.Http();
        http.setMethod(method);
        http.setPath(path);
        http.setSourceIp("127.0.0.1");
        var context = new APIGatewayV2HTTPEvent.RequestContext();
        context.setHttp(http);
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withHeaders(signed.headers())
                .withBody(text)
                .withRequestContext(context)
                .build();
    }

    /** A batch of one message. */
    public SQSEvent message(Object body) {
        var message = new SQSEvent.SQSMessage();
        message.setMessageId("rehearsal");
        message.setBody(Json.write(body));
        var batch = new SQSEvent();
        batch.setRecords(List.of(message));
        return batch;
    }

    /** An event of the miner, as it signed it: of a step of a registration that it does not have. */
    public SignedEvent event() {
        return SignedEvent.sign(keys, new Event.StepDone(services.names().run(), 0, 0, 0, 1, List.of(), 1, 1, "none"));
    }

    private static RunSpec spec(String run) {
        var tiny = Presets.load("tiny");
        return new RunSpec(
                run,
                1,
                tiny.model(),
                tiny.training(),
                LeaseSpec.DEFAULT,
                1,
                1,
                1,
                EpochSpec.untilClosed(),
                LimitSpec.DEFAULT,
                AuditSpec.NONE,
                ScoreSpec.DEFAULT,
                Optional.empty());
    }

    /** One record of token 0, over and over. */
    private static DataManifest manifest() {
        var writer = new TokenShardWriter(SHAPE);
        writer.add(new int[SHAPE.tokens()]);
        try {
            return new DataManifest(
                    DataManifest.BYTE,
                    DataManifest.BYTE,
                    SHAPE.vocabulary(),
                    SHAPE.sequence(),
                    SHAPE.sequences(),
                    1,
                    List.of(writer.writeTo(OutputStream.nullOutputStream(), "shard")),
                    writer.writeTo(OutputStream.nullOutputStream(), "held-out"),
                    1,
                    SHAPE.tokens(),
                    SHAPE.tokens(),
                    1);
        } catch (IOException e) {
            throw new UncheckedIOException("what goes nowhere cannot be written", e);
        }
    }
}
