package dev.iota.local.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.local.cloud.net.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the run's folder remembers of its cloud, in {@code cloud.json}: where the services are and how to reach them. It
 * is read by whoever operates the run, and by the next start, which must listen on the same ports: presigned URLs and
 * queue URLs contain them.
 *
 * @param kind what serves it
 * @param run the run's name
 * @param region AWS region
 * @param account number of the account
 * @param api HTTP API of the orchestrator
 * @param dynamoDb endpoint of DynamoDB
 * @param sqs endpoint of SQS: a gateway
 * @param s3 endpoint of S3
 * @param sts endpoint of STS
 * @param states endpoint of Step Functions
 * @param accessKeyId the owner's access key
 * @param secretAccessKey the owner's secret; the file is readable by its owner alone
 * @param pid process that serves, or served last
 */
public record CloudFile(
        CloudKind kind,
        String run,
        String region,
        String account,
        URI api,
        URI dynamoDb,
        URI sqs,
        URI s3,
        URI sts,
        URI states,
        String accessKeyId,
        String secretAccessKey,
        long pid) {
    /** Its name in the run's folder. */
    public static final String NAME = "cloud.json";

    /** The bucket of an embedded cloud is the only one of its name: no account's number is in it. */
    private static final String NO_ACCOUNT = "";

    private static final String KIND = "kind";

    /** Reads the file of the run in {@code folder}. */
    public static CloudFile read(Path folder) throws IOException {
        var text = Files.readString(folder.resolve(NAME));
        if (Json.mapper().readTree(text) instanceof ObjectNode older && !older.has(KIND)) {
            text = older.put(KIND, CloudKind.EMBEDDED.name()).toString(); // there was no other
        }
        return Json.read(text, CloudFile.class);
    }

    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /** Replaces the file at once; a reader never sees half of it and nobody but the owner ever sees it at all. */
    public void write(Path folder) throws IOException {
        var temporary = folder.resolve(NAME + ".new");
        Files.deleteIfExists(temporary);
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(temporary, options, ownerOnly())) {
            channel.write(StandardCharsets.UTF_8.encode(Json.write(this)));
        }
        Files.move(
                temporary, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Names of everything that belongs to the run there. */
    public Names names() {
        return new Names(run, bucketAccount());
    }

    private String bucketAccount() {
        return kind == CloudKind.EMBEDDED ? NO_ACCOUNT : account;
    }

    /** Where something listens. */
    Set<Integer> ports() {
        return Stream.of(api, dynamoDb, sqs, s3, sts, states).map(URI::getPort).collect(Collectors.toSet());
    }

    /** Whether its process is there and listens. */
    public boolean isServed() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !Ports.isFree(api.getPort());
    }

    /** Environment with which a process reaches these services through an unmodified SDK. */
    public Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString());
        environment.put("AWS_ENDPOINT_URL_SQS", sqs.toString());
        environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
        environment.put("AWS_ENDPOINT_URL_STS", sts.toString());
        environment.put("AWS_ENDPOINT_URL_SFN", states.toString());
        environment.put("AWS_REGION", region);
        environment.put("AWS_ACCESS_KEY_ID", accessKeyId);
        environment.put("AWS_SECRET_ACCESS_KEY", secretAccessKey);
        environment.put(Names.RUN_VARIABLE, run);
        environment.put(Names.ACCOUNT_VARIABLE, bucketAccount());
        if (kind == CloudKind.LOCALSTACK) {
            environment.put("AWS_ENDPOINT_URL", sqs.toString()); // for the services that a run does not call
        }
        return environment;
    }

    /**
     * The same for this process, in which handlers make their clients: a process cannot change its own environment.
     *
     * @param queues where the queues are behind their gateway
     */
    Map<String, String> properties(URI queues) {
        var properties = new LinkedHashMap<String, String>();
        properties.putAll(AddressedClients.ALONE);
        properties.put("aws.endpointUrlDynamoDb", dynamoDb.toString());
        properties.put("aws.endpointUrlSqs", queues.toString());
        properties.put("aws.endpointUrlS3", s3.toString());
        properties.put("aws.endpointUrlSts", sts.toString());
        properties.put("aws.endpointUrlSfn", states.toString());
        properties.put("aws.region", region);
        properties.put("aws.accessKeyId", accessKeyId);
        properties.put("aws.secretAccessKey", secretAccessKey);
        properties.put("iota.run", run);
        properties.put("iota.account", NO_ACCOUNT);
        return properties;
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "CloudFile[%s: api %s, DynamoDB %s, SQS %s, S3 %s, STS %s, Step Functions %s, process %d]"
                .formatted(run, api, dynamoDb, sqs, s3, sts, states, pid);
    }
}
