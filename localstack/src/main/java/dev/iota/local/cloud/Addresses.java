package dev.iota.local.cloud;

import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Ports;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Decides where a run's cloud listens: where it did before, or else on free ports with new credentials. */
final class Addresses {
    private static final String REGION = "us-east-1";
    private static final String ACCOUNT = "000000000000";

    /** AWS's prefix of lasting access keys. */
    private static final String OWNER_PREFIX = "AKIA";

    private static final int KEY_BYTES = 8;
    private static final int SECRET_BYTES = 30;
    private static final int SERVICES = 6;

    private Addresses() {}

    /**
     * What the folder remembers, or a new choice, written to it.
     *
     * @throws CloudException if the folder holds another run or a port is in use
     */
    static CloudFile claim(CloudOptions options) throws CloudException, IOException {
        var folder = options.folder();
        var file = CloudFile.exists(folder) ? again(CloudFile.read(folder), options) : choose(options);
        requireFree("the HTTP API", file.api(), options);
        requireFree("DynamoDB", file.dynamoDb(), options);
        requireFree("SQS", file.sqs(), options);
        requireFree("S3", file.s3(), options);
        requireFree("STS", file.sts(), options);
        requireFree("Step Functions", file.states(), options);
        file.write(folder);
        return file;
    }

    private static void requireFree(String service, URI endpoint, CloudOptions options) throws CloudException {
        var port = endpoint.getPort();
        if (!Ports.isFree(port)) {
            var remedy = port == options.port()
                    ? "choose another with --port"
                    : "delete %s to choose new ports, which ends the URLs that were given out"
                            .formatted(options.folder().resolve(CloudFile.NAME));
            throw new CloudException("port %d on %s, for %s, is in use; stop the process that holds it, or %s"
                    .formatted(port, Loopback.HOST, service, remedy));
        }
    }

    private static CloudFile again(CloudFile last, CloudOptions options) throws CloudException {
        if (!last.run().equals(options.names().run())) {
            throw new CloudException("the folder %s holds the run '%s', not '%s'; choose another folder"
                    .formatted(options.folder(), last.run(), options.names().run()));
        }
        if (last.kind() != CloudKind.EMBEDDED) {
            throw new CloudException("the run '%s' was in LocalStack, which kept nothing of it; start another run"
                    .formatted(last.run()));
        }
        return new CloudFile(
                CloudKind.EMBEDDED,
                last.run(),
                last.region(),
                last.account(),
                options.port() == 0 ? last.api() : Loopback.uri(options.port()),
                last.dynamoDb(),
                last.sqs(),
                last.s3(),
                last.sts(),
                last.states(),
                last.accessKeyId(),
                last.secretAccessKey(),
                ProcessHandle.current().pid());
    }

    private static CloudFile choose(CloudOptions options) throws CloudException {
        var random = options.random();
        var chosen = new LinkedHashSet<Integer>();
        chosen.add(options.port() == 0 ? Ports.free(random) : options.port());
        while (chosen.size() < SERVICES) {
            chosen.add(Ports.free(random, chosen));
        }
        var ports = List.copyOf(chosen);
        return new CloudFile(
                CloudKind.EMBEDDED,
                options.names().run(),
                REGION,
                ACCOUNT,
                Loopback.uri(ports.get(0)),
                Loopback.uri(ports.get(1)),
                Loopback.uri(ports.get(2)),
                Loopback.uri(ports.get(3)),
                Loopback.uri(ports.get(4)),
                Loopback.uri(ports.get(5)),
                OWNER_PREFIX
                        + HexFormat.of().formatHex(bytes(random, KEY_BYTES)).toUpperCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(bytes(random, SECRET_BYTES)),
                ProcessHandle.current().pid());
    }

    private static byte[] bytes(RandomGenerator random, int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
