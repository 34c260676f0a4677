package dev.iota.infra;

import dev.iota.cloud.shape.IndexShape;
import dev.iota.cloud.shape.KeyShape;
import dev.iota.cloud.shape.KeyType;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.TableShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.ProjectionType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.constructs.Construct;

/**
 * The tables: encrypted, restorable to any second of the last weeks, and kept when the stack goes. They are paid by the
 * request, but where {@link TableCapacity} is given.
 */
final class RunTables extends Construct {
    private final Names names;
    private final @Nullable TableCapacity capacity;
    private final Map<String, Table> byName = new LinkedHashMap<>();

    RunTables(Construct scope, List<TableShape> shapes, Names names, @Nullable TableCapacity capacity) {
        super(scope, "Tables");
        this.names = names;
        this.capacity = capacity;
        shapes.forEach(shape -> byName.put(shape.name(), table(shape)));
    }

    /** The table with this deployed name. */
    Table get(String name) {
        return Found.in(byName, "table", name);
    }

    private Table table(TableShape shape) {
        var builder = Table.Builder.create(this, shape.name())
                .tableName(shape.name())
                .partitionKey(attribute(shape.partition()))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .encryption(TableEncryption.DEFAULT)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .removalPolicy(RemovalPolicy.RETAIN);
        if (shape.sort() != null) {
            builder.sortKey(attribute(shape.sort()));
        }
        if (shape.ttl() != null) {
            builder.timeToLiveAttribute(shape.ttl());
        }
        if (capacity != null && capacity.isFor(names, shape.name())) {
            return provisioned(builder, shape, capacity);
        }
        var table = builder.build();
        shape.indexes()
                .forEach(index -> table.addGlobalSecondaryIndex(index(index).build()));
        return table;
    }

    private Table provisioned(Table.Builder builder, TableShape shape, TableCapacity given) {
        var reads = given.reads(names, shape.name());
        var writes = given.writes(names, shape.name());
        var table = builder.billingMode(BillingMode.PROVISIONED)
                .readCapacity(reads.least())
                .writeCapacity(writes.least())
                .build();
        TableCapacity.scale(table.autoScaleReadCapacity(reads.scaling()));
        TableCapacity.scale(table.autoScaleWriteCapacity(writes.scaling()));
        for (var index : shape.indexes()) {
            var name = index.name();
            var readsOfIndex = given.reads(names, shape.name() + "/" + name);
            var writesOfIndex = given.writes(names, shape.name() + "/" + name);
            table.addGlobalSecondaryIndex(index(index)
                    .readCapacity(readsOfIndex.least())
                    .writeCapacity(writesOfIndex.least())
                    .build());
            TableCapacity.scale(table.autoScaleGlobalSecondaryIndexReadCapacity(name, readsOfIndex.scaling()));
            TableCapacity.scale(table.autoScaleGlobalSecondaryIndexWriteCapacity(name, writesOfIndex.scaling()));
        }
        return table;
    }

    private static GlobalSecondaryIndexProps.Builder index(IndexShape shape) {
        var builder = GlobalSecondaryIndexProps.builder()
                .indexName(shape.name())
                .partitionKey(attribute(shape.partition()))
                .projectionType(ProjectionType.KEYS_ONLY);
        return shape.sort() == null ? builder : builder.sortKey(attribute(shape.sort()));
    }

    private static Attribute attribute(KeyShape key) {
        return Attribute.builder()
                .name(key.name())
                .type(key.type() == KeyType.N ? AttributeType.NUMBER : AttributeType.STRING)
                .build();
    }
}
