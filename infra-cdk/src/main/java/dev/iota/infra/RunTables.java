package dev.iota.infra;

import dev.iota.cloud.shape.IndexShape;
import dev.iota.cloud.shape.KeyShape;
import dev.iota.cloud.shape.KeyType;
import dev.iota.cloud.shape.TableShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** The tables: paid by request, encrypted, restorable to any second of the last weeks, and kept when the stack goes. */
final class RunTables extends Construct {
    private final Map<String, Table> byName = new LinkedHashMap<>();

    RunTables(Construct scope, List<TableShape> shapes) {
        super(scope, "Tables");
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
        var table = builder.build();
        shape.indexes().forEach(index -> table.addGlobalSecondaryIndex(index(index)));
        return table;
    }

    private static GlobalSecondaryIndexProps index(IndexShape shape) {
        var builder = GlobalSecondaryIndexProps.builder()
                .indexName(shape.name())
                .partitionKey(attribute(shape.partition()))
                .projectionType(ProjectionType.KEYS_ONLY);
        if (shape.sort() != null) {
            builder.sortKey(attribute(shape.sort()));
        }
        return builder.build();
    }

    private static Attribute attribute(KeyShape key) {
        return Attribute.builder()
                .name(key.name())
                .type(key.type() == KeyType.N ? AttributeType.NUMBER : AttributeType.STRING)
                .build();
    }
}
