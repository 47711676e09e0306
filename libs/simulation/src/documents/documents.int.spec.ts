import { connectMongo } from '@gongjiang/persistence';
import { testDatabase } from '@gongjiang/testing';
import { documentsContract } from './documents.contract.fixture.js';

documentsContract('MongoDB', async () => {
  const database = await testDatabase();
  const connection = await connectMongo({ url: database.url, database: database.name });
  return { ...connection, close: async () => { await connection.close(); await database.close(); } };
});
