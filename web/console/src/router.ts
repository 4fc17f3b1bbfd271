import { createRouter, createWebHistory } from 'vue-router';
import { base } from '@kit';

export const createPages = () => createRouter({
  history: createWebHistory(base.pathname),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/HomePage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue') },
    { path: '/:path(.*)*', redirect: { name: 'home' } },
  ],
});
