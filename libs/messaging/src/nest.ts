import 'reflect-metadata';

export * from './kafka/kafka.strategy.js';
export { OnEvent, OnEventBatch } from './kafka/on-event.decorator.js';
