package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.TableShape;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The tables of a run as a whole. */
public final class AllTables {
    private final DynamoDbClient dynamoDb;
    private final Names names;

    public AllTables(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.names = names;
    }

    /**
     * Removes them with everything in them; one that is gone already is fine.
     *
     * @return the names of those that were there
     */
    public List<String> remove() {
        return Resources.of(names).tables().stream()
                .map(TableShape::name)
                .filter(this::remove)
                .toList();
    }

    private boolean remove(String table) {
        try {
            dynamoDb.deleteTable(b -> b.tableName(table));
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }
}
