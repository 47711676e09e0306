export * from './bank.limits.js';
export * from './bank.paths.js';
export * from './bank.reasons.js';
export * from './payment-message.js';
export * from './payment-message-answer.js';
export * from './statement.js';
export * from './status-inquiry.js';
