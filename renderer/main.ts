import { mount } from 'svelte';
import App from './App.svelte';
import './theme.css';
import './base.css';
import { applyTheme, storedTheme } from './state/theme.ts';
import { connect } from './transport/connect.ts';

applyTheme(storedTheme());
mount(App, { target: document.getElementById('app')!, props: { link: connect() } });
